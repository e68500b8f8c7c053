// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Envelope;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All changes of a compute node's store. */
final class ExecutionChanges implements PowerLossRun.Kind<ExecutionStore> {
  @Override
  public StoreRole role() {
    return StoreRole.COMPUTE;
  }

  @Override
  public ExecutionStore open(Path path, StoreOptions options, FileSystem files) {
    return ExecutionStore.open(path, options, files);
  }

  @Override
  public StoreFile file(ExecutionStore store) {
    return store.file();
  }

  @Override
  public List<String> verify(ExecutionStore store) {
    return store.verify();
  }

  @Override
  public void change(ExecutionStore store, Random random) {
    switch (random.nextInt(10)) {
      case 0 ->
          store.applyRetention(
              Retention.KEEP_ALL.finished(
                  PowerLossRun.type(random), Retention.Limit.ofCount(random.nextInt(4))));
      case 1 -> removeMessages(store.outbox(), random);
      case 2 -> abort(store, random);
      default ->
          store.write(writer -> {
            change(writer, random);
            return true;
          });
    }
  }

  static void removeMessages(Outbox outbox, Random random) {
    String receiver = receiver(random);
    List<Envelope> messages = outbox.messages(receiver, 0, 1 + random.nextInt(4));
    if (!messages.isEmpty()) {
      outbox.remove(Map.of(receiver, messages.getLast().sequence()));
    }
  }

  static String receiver(Random random) {
    return "n-" + random.nextInt(2);
  }

  private static void abort(ExecutionStore store, Random random) {
    try {
      store.write(writer -> {
        change(writer, random);
        throw new IllegalStateException("undo");
      });
    } catch (IllegalStateException undone) {
      // Nothing may have changed; who judges the store sees it.
    }
  }

  private static void change(ExecutionWriter writer, Random random) {
    int steps = 1 + random.nextInt(3);
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 ->
            writer.create(
                Samples.localExecution(
                    "e-" + Long.toUnsignedString(random.nextLong(), 36), "j-" + random.nextInt(3)));
        case 2, 3 -> transition(writer, random);
        case 4 -> writer.send(receiver(random), MailboxTest.message(step));
        default -> delete(writer, random);
      }
    }
    if (random.nextInt(4) == 0) {
      writer.accept(incoming(writer.table(SharedBuckets.INBOX), random));
    }
  }

  /** The next message of a sender, or one that was taken already. */
  static Envelope incoming(Table inbox, Random random) {
    String sender = "n-" + random.nextInt(2);
    long last =
        inbox
            .get(Keys.join(sender, "s-1"), Mailbox.LastAccepted.class)
            .map(Mailbox.LastAccepted::sequence)
            .orElse(0L);
    long sequence = Math.max(1, last + random.nextInt(2));
    return new Envelope(
        sender, "s-1", Samples.NODE, sequence, Samples.TIME, MailboxTest.message(1));
  }

  private static List<LocalExecution> all(ExecutionWriter writer) {
    List<LocalExecution> all = new ArrayList<>();
    for (LocalState state : LocalState.values()) {
      all.addAll(writer.executionsIn(state));
    }
    return all;
  }

  private static void transition(ExecutionWriter writer, Random random) {
    List<LocalExecution> live = writer.liveExecutions();
    if (live.isEmpty()) {
      return;
    }
    LocalExecution execution = live.get(random.nextInt(live.size()));
    List<LocalState> next = LocalState.TABLE.next(execution.state()).stream().sorted().toList();
    writer.transition(
        Transition.of(execution.id(), next.get(random.nextInt(next.size())), "random"));
  }

  private static void delete(ExecutionWriter writer, Random random) {
    all(writer).stream()
        .filter(execution -> execution.state().isFinal())
        .skip(random.nextInt(3))
        .findFirst()
        .ifPresent(execution -> writer.delete(execution.id()));
  }
}
