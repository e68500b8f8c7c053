// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Envelope;
import dev.gadus.model.Event;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.SpecConfig;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.ExecutionWriter;
import dev.gadus.store.Transition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requesters ask of this node: to bid, to run what it offered, to leave it, to stop. What an
 * order changes, and the answer to it, are one transaction; what follows from it on this node is
 * done once that is on disk. Thread-safe.
 */
final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

  private final ExecutionStore store;
  private final Bids bids;
  private final InstantSource clock;
  private final Consumer<LocalExecution> start;
  private final Consumer<String> stop;

  /**
   * @param start is called with an execution that is to run now
   * @param stop is called with the id of an execution that has ended by order
   */
  Orders(
      ExecutionStore store,
      Bids bids,
      InstantSource clock,
      Consumer<LocalExecution> start,
      Consumer<String> stop) {
    this.store = store;
    this.bids = bids;
    this.clock = clock;
    this.start = start;
    this.stop = stop;
  }

  /** Takes messages, all in one transaction and in order. */
  void takeAll(List<Envelope> envelopes) {
    List<Optional<String>> refusals = envelopes.stream().map(this::refusal).toList();
    store.write(writer -> {
      for (int i = 0; i < envelopes.size(); i++) {
        take(writer, envelopes.get(i), refusals.get(i));
      }
      return true;
    });
  }

  // Outside of the transaction, since looking at a task may take a while.
  private Optional<String> refusal(Envelope envelope) {
    if (!(envelope.message() instanceof Message.AskForBid ask)) {
      return Optional.empty();
    }
    Optional<String> refusal = bids.refusal(ask.job(), ask.execution());
    refusal.ifPresent(
        reason -> LOG.info("execution {} is refused: {}", ask.execution().id(), reason));
    return refusal;
  }

  private void take(ExecutionWriter writer, Envelope envelope, Optional<String> refusal) {
    switch (envelope.message()) {
      case Message.AskForBid ask -> askForBid(writer, envelope, ask, refusal);
      case Message.AcceptBid accept -> acceptBid(writer, envelope, accept.executionId());
      case Message.RejectBid reject -> rejectBid(writer, envelope, reject);
      case Message.CancelExecution cancel -> cancel(writer, envelope, cancel);
      case Message.ToRequester _ -> {
        LOG.warn("a message for a requester came to a compute node, from={}", envelope.from());
        writer.accept(envelope);
      }
    }
  }

  private void askForBid(
      ExecutionWriter writer, Envelope envelope, Message.AskForBid ask, Optional<String> refusal) {
    String id = ask.execution().id();
    if (!writer.accept(envelope)) {
      return;
    }
    if (refusal.isPresent()) {
      writer.send(envelope.from(), new Message.BidAnswer(id, false, refusal.get()));
      return;
    }
    Optional<LocalExecution> held = writer.execution(id);
    writer.send(envelope.from(), new Message.BidAnswer(id, true, ""));
    if (held.isPresent()) {
      return;
    }
    LocalExecution created = created(envelope, ask);
    writer.create(created);
    if (ask.approved()) {
      writer.afterCommit(() -> start.accept(created));
    }
  }

  private LocalExecution created(Envelope envelope, Message.AskForBid ask) {
    Instant now = clock.instant();
    return new LocalExecution(
        ask.execution(),
        ask.job(),
        envelope.from(),
        Bids.resources(ask.job().task()),
        ask.approved() ? LocalState.BID_ACCEPTED : LocalState.CREATED,
        1,
        now,
        now,
        ask.approved() ? "approved from the start" : "offered to run it",
        SpecConfig.NONE,
        Optional.empty());
  }

  private void acceptBid(ExecutionWriter writer, Envelope envelope, String id) {
    Optional<LocalExecution> held = heldFor(writer, envelope, id, LocalState.FAILED);
    if (held.isEmpty()) {
      return;
    }
    if (held.get().state() != LocalState.CREATED) {
      writer.send(envelope.from(), Report.of(held.get(), Event.Topic.EXECUTION));
      return;
    }
    LocalExecution accepted =
        writer.transition(Transition.of(id, LocalState.BID_ACCEPTED, "the offer was accepted"));
    writer.afterCommit(() -> start.accept(accepted));
  }

  private void rejectBid(ExecutionWriter writer, Envelope envelope, Message.RejectBid reject) {
    Optional<LocalExecution> held =
        heldFor(writer, envelope, reject.executionId(), LocalState.CANCELLED);
    if (held.isPresent() && held.get().state() == LocalState.CREATED) {
      writer.transition(
          Transition.of(
              reject.executionId(),
              LocalState.CANCELLED,
              "the offer was refused: " + reject.reason()));
    }
  }

  private void cancel(ExecutionWriter writer, Envelope envelope, Message.CancelExecution cancel) {
    String id = cancel.executionId();
    Optional<LocalExecution> held = heldFor(writer, envelope, id, LocalState.CANCELLED);
    if (held.isEmpty()) {
      return;
    }
    LocalExecution now = held.get();
    if (!now.state().isFinal()) {
      now = writer.transition(Transition.of(id, LocalState.CANCELLED, cancel.reason()));
    }
    writer.send(envelope.from(), Report.of(now, Event.Topic.EXECUTION));
    writer.afterCommit(() -> stop.accept(id));
  }

  // The execution that a message is about; empty when there is nothing to do, about which the
  // sender hears then.
  private Optional<LocalExecution> heldFor(
      ExecutionWriter writer, Envelope envelope, String id, LocalState answer) {
    if (!writer.accept(envelope)) {
      return Optional.empty();
    }
    Optional<LocalExecution> held = writer.execution(id);
    if (held.isEmpty()) {
      writer.send(envelope.from(), Report.notHeld(id, answer, clock.instant()));
    } else if (!held.get().requesterNodeId().equals(envelope.from())) {
      LOG.warn("node {} has no say about execution {}", envelope.from(), id);
      return Optional.empty();
    }
    return held;
  }
}
