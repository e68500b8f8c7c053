// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Envelope;
import dev.gadus.model.Event;
import dev.gadus.model.Json;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compute node without engines: it speaks the messages, remembers over restarts what a real one
 * has on disk, and goes on with its executions when it is told to.
 */
final class ScriptedNode implements MessageReceiver {
  private final String id;
  private final InstantSource clock;
  private final Map<String, LocalRecord> held = new LinkedHashMap<>();
  private final Set<String> interrupted = new HashSet<>();
  private final Map<String, Long> inbox = new HashMap<>();
  private final Deque<Envelope> outbox = new ArrayDeque<>();
  private Optional<String> refusal = Optional.empty();
  private int disk = 1;
  private long sequence;

  record LocalRecord(String requester, LocalState state, long version) {}

  ScriptedNode(String id, InstantSource clock) {
    this.id = id;
    this.clock = clock;
  }

  String id() {
    return id;
  }

  NodeInfo info() {
    return Sample.wasmNode(id);
  }

  /** From now on offers are refused for this reason; none to accept them again. */
  void refuse(Optional<String> reason) {
    refusal = reason;
  }

  @Override
  public synchronized void receive(Envelope envelope) {
    String sender = envelope.from() + "/" + envelope.fromStore();
    @Nullable Long last = inbox.get(sender);
    if (last != null && envelope.sequence() <= last) {
      return;
    }
    if (last != null && envelope.sequence() != last + 1) {
      throw new AssertionError("message %s after %d".formatted(envelope, last));
    }
    inbox.put(sender, envelope.sequence());
    String from = envelope.from();
    switch (envelope.message()) {
      case Message.AskForBid ask -> asked(from, ask);
      case Message.AcceptBid accept -> accepted(from, accept.executionId());
      case Message.RejectBid reject -> end(from, reject.executionId(), reject.reason());
      case Message.CancelExecution cancel -> end(from, cancel.executionId(), cancel.reason());
      case Message.ToRequester wrong -> throw new AssertionError("not for a node: " + wrong);
    }
  }

  private void asked(String from, Message.AskForBid ask) {
    String execution = ask.execution().id();
    if (refusal.isPresent()) {
      send(from, new Message.BidAnswer(execution, false, refusal.get()));
      return;
    }
    LocalState first = ask.approved() ? LocalState.BID_ACCEPTED : LocalState.CREATED;
    held.putIfAbsent(execution, new LocalRecord(from, first, 1));
    send(from, new Message.BidAnswer(execution, true, ""));
  }

  private void accepted(String from, String execution) {
    LocalRecord found = held.get(execution);
    if (found == null) {
      report(from, execution, LocalState.FAILED, 0, "not held", details("Compute:NotHeld"));
    } else if (found.state() == LocalState.CREATED) {
      held.put(execution, new LocalRecord(from, LocalState.BID_ACCEPTED, found.version() + 1));
    }
  }

  private void end(String from, String execution, String reason) {
    LocalRecord found = held.get(execution);
    if (found == null) {
      report(from, execution, LocalState.CANCELLED, 0, "not held", Map.of());
    } else if (!found.state().isFinal()) {
      move(execution, LocalState.CANCELLED, reason, Map.of());
    } else {
      report(from, execution, found.state(), found.version(), "ended before", Map.of());
    }
  }

  /** What could go on now, in the order of arrival. */
  synchronized List<String> working() {
    return held.entrySet().stream()
        .filter(entry -> entry.getValue().state().isInterruptible())
        .map(Map.Entry::getKey)
        .filter(execution -> !interrupted.contains(execution))
        .toList();
  }

  /** Executions that have not ended here, also those that wait for a decision. */
  synchronized List<String> live() {
    return held.entrySet().stream()
        .filter(entry -> !entry.getValue().state().isFinal())
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized LocalState state(String execution) {
    return held.getOrDefault(execution, new LocalRecord("", LocalState.CREATED, 0)).state();
  }

  /** One step of a good run, as far as a requester hears of it: the result is accepted at once. */
  synchronized void step(String execution) {
    switch (state(execution)) {
      case BID_ACCEPTED -> move(execution, LocalState.RUNNING, "now Running", Map.of());
      case RUNNING -> {
        LocalRecord running =
            held.getOrDefault(execution, new LocalRecord("", LocalState.CREATED, 0));
        held.put(
            execution,
            new LocalRecord(
                running.requester(), LocalState.RESULT_ACCEPTED, running.version() + 2));
        move(execution, LocalState.PUBLISHING, "now Publishing", Map.of());
      }
      case PUBLISHING -> move(execution, LocalState.COMPLETED, "now Completed", Map.of());
      case CREATED, WAITING_VERIFICATION, RESULT_ACCEPTED, COMPLETED, FAILED, CANCELLED ->
          throw new AssertionError(execution + " cannot go on from " + state(execution));
    }
  }

  synchronized void fail(String execution, String reason, boolean retryable) {
    move(
        execution,
        LocalState.FAILED,
        reason,
        retryable ? Map.of(Event.Detail.RETRYABLE, "true") : Map.of());
  }

  /** What ran the program has ended before it. */
  synchronized void crash(String execution) {
    move(
        execution,
        LocalState.FAILED,
        "the program broke the runtime",
        Map.of(Event.Detail.ERROR_CODE, Partition.CRASH_CODE));
  }

  /** The process ends and starts again; what was in progress waits for the requester. */
  synchronized void restart(String requester) {
    List<Message.HeldExecution> report =
        held.entrySet().stream()
            .filter(entry -> !entry.getValue().state().isFinal())
            .map(entry ->
                new Message.HeldExecution(
                    entry.getKey(),
                    entry.getValue().state(),
                    entry.getValue().version(),
                    entry.getValue().state().isInterruptible()))
            .toList();
    report.stream()
        .filter(Message.HeldExecution::interrupted)
        .map(Message.HeldExecution::executionId)
        .forEach(interrupted::add);
    send(requester, new Message.RestartReport(report));
  }

  /** The process starts again without its database. */
  synchronized void restartWithEmptyDisk(String requester) {
    held.clear();
    interrupted.clear();
    inbox.clear();
    outbox.clear();
    sequence = 0;
    disk++;
    restart(requester);
  }

  private void move(String execution, LocalState to, String comment, Map<String, String> details) {
    LocalRecord before = held.getOrDefault(execution, new LocalRecord("", LocalState.CREATED, 0));
    if (!LocalState.TABLE.allows(before.state(), to)) {
      throw new AssertionError("%s from %s to %s".formatted(execution, before.state(), to));
    }
    LocalRecord after = new LocalRecord(before.requester(), to, before.version() + 1);
    held.put(execution, after);
    report(after.requester(), execution, to, after.version(), comment, details);
  }

  private void report(
      String requester,
      String execution,
      LocalState state,
      long version,
      String comment,
      Map<String, String> details) {
    boolean done = state == LocalState.COMPLETED;
    send(
        requester,
        new Message.ExecutionChanged(
            execution,
            state,
            version,
            comment,
            details,
            done
                ? new SpecConfig("urlDownload", Map.of("URL", id + "/" + execution))
                : SpecConfig.NONE,
            done ? Optional.of(new RunOutput("out", false, "", false, 0, "")) : Optional.empty(),
            List.of(Event.of(Event.Topic.EXECUTION, comment, clock.instant(), details))));
  }

  private static Map<String, String> details(String code) {
    return Map.of(Event.Detail.ERROR_CODE, code, Event.Detail.RETRYABLE, "true");
  }

  void send(String requester, Message message) {
    Envelope envelope =
        new Envelope(id, id + "-disk-" + disk, requester, ++sequence, clock.instant(), message);
    // What crosses a network is bytes.
    outbox.add(Json.read(Json.write(envelope), Envelope.class));
  }

  synchronized Optional<Envelope> firstMessage() {
    return Optional.ofNullable(outbox.peek());
  }

  /** All messages that wait, in order. */
  synchronized List<Envelope> messages() {
    return List.copyOf(outbox);
  }

  /** The first message was taken by its receiver. */
  synchronized void taken(Envelope message) {
    Envelope first = outbox.peek();
    if (first != null && first.sequence() == message.sequence()) {
      outbox.remove();
    }
  }
}
