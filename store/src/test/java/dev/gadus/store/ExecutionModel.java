// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Job;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What an execution store must hold, as plain maps, and random changes of both. */
final class ExecutionModel {
  private static final List<LocalState> STATES = List.of(LocalState.values());
  private static final List<JobType> TYPES = List.of(JobType.values());
  private static final int JOBS = 5;
  private static final Comparator<LocalExecution> BY_UPDATE =
      Comparator.comparing(LocalExecution::updateTime).thenComparing(LocalExecution::id);

  private final Random random;
  private final TreeMap<String, LocalExecution> executions = new TreeMap<>();
  private final Map<String, List<LocalHistoryEntry>> histories = new HashMap<>();
  private final Set<String> removed = new HashSet<>();
  private final MailboxModel mailbox;
  private int created;

  ExecutionModel(Random random) {
    this(random, new MailboxModel());
  }

  private ExecutionModel(Random random, MailboxModel mailbox) {
    this.random = random;
    this.mailbox = mailbox;
  }

  private ExecutionModel copy() {
    ExecutionModel copy = new ExecutionModel(random, mailbox.copy());
    copy.executions.putAll(executions);
    histories.forEach((id, rows) -> copy.histories.put(id, new ArrayList<>(rows)));
    copy.removed.addAll(removed);
    copy.created = created;
    return copy;
  }

  /** This model and the store after the same changes in one transaction. */
  ExecutionModel changed(ExecutionWriter writer, int changes, Instant now) {
    ExecutionModel changed = copy();
    for (int i = 0; i < changes; i++) {
      changed.change(writer, now);
    }
    return changed;
  }

  /** What is done to a store from outside of its transactions. */
  void tend(ExecutionStore store, Instant now) {
    switch (random.nextInt(5)) {
      case 0 -> store.compact();
      case 1 -> store.shrink();
      case 2, 3 -> applyRetention(store, now);
      default -> mailbox.remove(store.outbox(), random);
    }
  }

  private void change(ExecutionWriter writer, Instant now) {
    switch (random.nextInt(10)) {
      case 0, 1 -> create(writer, now);
      case 2 -> mailbox.send(to -> writer.send(to, MailboxTest.message(1)), random);
      case 3 -> mailbox.accept(writer::accept, random);
      case 4 -> delete(writer);
      default -> transition(writer, now);
    }
  }

  private void create(ExecutionWriter writer, Instant now) {
    int number = random.nextInt(JOBS);
    Job job =
        Samples.job(
            "j-" + number, "default", TYPES.get(number % TYPES.size()), Map.of(), Samples.NANOS);
    LocalExecution execution = Samples.localExecution("e-" + created++, job, now);
    writer.create(execution);
    note(Optional.empty(), execution);
  }

  private void note(Optional<LocalState> before, LocalExecution after) {
    executions.put(after.id(), after);
    histories
        .computeIfAbsent(after.id(), id -> new ArrayList<>())
        .add(
            new LocalHistoryEntry(
                after.id(),
                before,
                after.state(),
                after.version(),
                after.latestComment(),
                after.updateTime(),
                false));
  }

  private Optional<LocalExecution> any() {
    return executions.values().stream()
        .skip(random.nextInt(Math.max(1, executions.size())))
        .findFirst();
  }

  /** One that the tables allow and expectations fit, or one that is refused. */
  private void transition(ExecutionWriter writer, Instant now) {
    Optional<LocalExecution> any = any();
    if (any.isEmpty()) {
      return;
    }
    LocalExecution stored = any.get();
    List<LocalState> next = List.copyOf(LocalState.TABLE.next(stored.state()));
    LocalState to =
        next.isEmpty() || random.nextBoolean()
            ? STATES.get(random.nextInt(STATES.size()))
            : next.stream().sorted().toList().get(random.nextInt(next.size()));
    Transition transition = Transition.of(stored.id(), to, "random");
    boolean expected = LocalState.TABLE.allows(stored.state(), to);
    if (random.nextInt(4) == 0) {
      long version = Math.max(1, stored.version() + random.nextInt(2));
      transition = transition.atVersion(version);
      expected &= version == stored.version();
    }
    if (random.nextInt(4) == 0) {
      LocalState from = STATES.get(random.nextInt(STATES.size()));
      transition = transition.from(from);
      expected &= from == stored.state();
    }
    if (expected) {
      LocalExecution changed = stored.withState(to, "random", now);
      assertThat(writer.transition(transition)).isEqualTo(changed);
      note(Optional.of(stored.state()), changed);
    } else {
      Transition refused = transition;
      assertThatThrownBy(() -> writer.transition(refused)).isInstanceOf(StoreException.class);
    }
  }

  private void delete(ExecutionWriter writer) {
    Optional<LocalExecution> any = any();
    if (any.isEmpty()) {
      assertThatThrownBy(() -> writer.delete("e-none")).isInstanceOf(StoreException.NotFound.class);
      return;
    }
    String id = any.get().id();
    if (any.get().state().isFinal()) {
      writer.delete(id);
      remove(id);
    } else {
      assertThatThrownBy(() -> writer.delete(id)).isInstanceOf(StoreException.WrongState.class);
    }
  }

  private void remove(String id) {
    executions.remove(id);
    histories.remove(id);
    removed.add(id);
  }

  private void applyRetention(ExecutionStore store, Instant now) {
    JobType type = TYPES.get(random.nextInt(TYPES.size()));
    Retention.Limit limit = RandomRetention.limit(random);
    List<LocalExecution> due =
        RandomRetention.due(
            limit,
            those(execution -> execution.state().isFinal() && execution.job().type() == type),
            execution -> Keys.nanos(execution.updateTime()),
            Keys.nanos(now));
    // Rules for what has not ended are for jobs.
    Retention rules =
        Retention.KEEP_ALL.finished(type, limit).unfinished(type, Retention.Limit.ofCount(0));
    assertThat(store.applyRetention(rules)).as("%s", rules).isEqualTo(due.size());
    due.forEach(execution -> remove(execution.id()));
  }

  private List<LocalExecution> those(Predicate<LocalExecution> wanted) {
    return executions.values().stream().filter(wanted).sorted(BY_UPDATE).toList();
  }

  void compare(ExecutionStore store, String where) {
    Map<LocalState, Long> counts = new EnumMap<>(LocalState.class);
    store.read(reader -> {
      for (LocalState state : STATES) {
        List<LocalExecution> expected = those(execution -> execution.state() == state);
        counts.put(state, (long) expected.size());
        assertThat(reader.executionsIn(state)).as(where).isEqualTo(expected);
      }
      for (int job = 0; job < JOBS; job++) {
        String jobId = "j-" + job;
        assertThat(reader.executionsOfJob(jobId))
            .as(where)
            .isEqualTo(those(execution -> execution.job().id().equals(jobId)));
      }
      histories.forEach((id, rows) ->
          assertThat(reader.history(id)).as(where).isEqualTo(Objects.requireNonNull(rows)));
      removed.forEach(id -> assertThat(reader.execution(id)).as(where).isEmpty());
      return true;
    });
    assertThat(store.counts()).as(where).isEqualTo(counts);
    mailbox.compare(store.outbox(), where);
  }
}
