// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Envelope;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.Status;
import dev.gadus.store.JobWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes one message of a compute node in the transaction of one writer: what it says of executions,
 * its rows in the history, the look at the job that it makes necessary, and the answer when the
 * node works on something that it should not.
 */
final class ComputeReports {
  private final JobWriter writer;
  private final Effects effects;
  private final Evaluations evaluations;
  private final EvaluationBroker broker;
  private final Instant now;
  private final String nodeId;

  /**
   * @param nodeId whose message it is; a node has a say in its own executions alone
   */
  private ComputeReports(
      JobWriter writer,
      Effects effects,
      Evaluations evaluations,
      EvaluationBroker broker,
      Instant now,
      String nodeId) {
    this.writer = writer;
    this.effects = effects;
    this.evaluations = evaluations;
    this.broker = broker;
    this.now = now;
    this.nodeId = nodeId;
  }

  /**
   * Takes a message, unless it was taken before.
   *
   * @throws IllegalArgumentException when it is not for a requester
   */
  static void take(
      JobWriter writer,
      Effects effects,
      Envelope envelope,
      Evaluations evaluations,
      EvaluationBroker broker,
      Instant now) {
    if (!writer.accept(envelope)) {
      return;
    }
    ComputeReports reports =
        new ComputeReports(writer, effects, evaluations, broker, now, envelope.from());
    switch (envelope.message()) {
      case Message.ToRequester report -> reports.take(report);
      case Message.ToCompute request ->
          throw new IllegalArgumentException(
              "a requester got a message for a compute node: from=%s message=%s"
                  .formatted(envelope.from(), request.getClass().getSimpleName()));
    }
  }

  private void take(Message.ToRequester report) {
    switch (report) {
      case Message.BidAnswer answer -> bidAnswer(answer);
      case Message.ExecutionChanged changed -> executionChanged(changed);
      case Message.RestartReport restart -> restarted(restart);
    }
  }

  private void bidAnswer(Message.BidAnswer answer) {
    Optional<Execution> found = own(answer.executionId());
    if (found.isEmpty() || found.get().isFinal()) {
      if (answer.accepted()) {
        cancelAtNode(answer.executionId(), found);
      }
      return;
    }
    Execution execution = found.get();
    ExecutionState from = execution.state().state();
    if (!answer.accepted()
        && ExecutionState.TABLE.allows(from, ExecutionState.ASK_FOR_BID_REJECTED)) {
      Map<String, String> details =
          answer.reason().isEmpty() ? Map.of() : Map.of(Event.Detail.REASON, answer.reason());
      change(
          execution,
          new Status<>(ExecutionState.ASK_FOR_BID_REJECTED, answer.reason(), Map.of()),
          Event.of(
              Event.Topic.SCHEDULING,
              IdSource.shortId(nodeId) + " refused: " + answer.reason(),
              now,
              details));
      evaluate(execution.jobId(), Trigger.EXECUTION_FAILURE);
    } else if (answer.accepted() && from == ExecutionState.BID_ACCEPTED) {
      // It was approved from the start; the answer alone is news.
      writer.updateExecution(
          execution.withState(execution.state(), execution.desired(), Times.nanos(now)));
    } else if (answer.accepted() && from == ExecutionState.ASK_FOR_BID) {
      change(
          execution,
          Status.of(ExecutionState.ASK_FOR_BID_ACCEPTED),
          Event.of(Event.Topic.SCHEDULING, IdSource.shortId(nodeId) + " offers to run it", now));
      evaluate(execution.jobId(), Trigger.EXECUTION_UPDATE);
    }
  }

  private void executionChanged(Message.ExecutionChanged report) {
    Optional<Execution> found = own(report.executionId());
    if (found.isEmpty() || found.get().isFinal()) {
      found.ifPresent(execution -> lateReport(execution, report));
      if (!report.state().isFinal()) {
        cancelAtNode(report.executionId(), found);
      }
      return;
    }
    Execution execution = found.get();
    ExecutionState from = execution.state().state();
    ExecutionState to = report.state().shownAs();
    Status<ExecutionState> status = new Status<>(to, report.comment(), report.details());
    if (from == to) {
      appendAll(execution, report.events());
      writer.updateExecution(
          withResult(execution, report).withState(status, execution.desired(), Times.nanos(now)));
    } else if (ExecutionState.TABLE.allows(from, to)) {
      applyReport(execution, report, status);
    } else {
      // An older state than the one that is known: the node is ahead of what it says here.
      appendAll(execution, report.events());
      effects.note(
          "execution %s: node %s reports %s, which does not follow %s; ignored"
              .formatted(execution.id(), nodeId, report.state().text(), from.text()));
    }
  }

  private void applyReport(
      Execution execution, Message.ExecutionChanged report, Status<ExecutionState> status) {
    List<Event> events = new ArrayList<>(report.events());
    Event last = events.isEmpty() ? null : events.getLast();
    Event change;
    if (last != null && last.message().equals(report.comment())) {
      events.removeLast();
      change = last;
    } else {
      change = Event.of(topic(report.state()), comment(report), now, report.details());
    }
    appendAll(execution, events);
    change(withResult(execution, report), status, change);
    switch (report.state()) {
      case COMPLETED -> evaluate(execution.jobId(), Trigger.EXECUTION_UPDATE);
      case FAILED, CANCELLED -> evaluate(execution.jobId(), Trigger.EXECUTION_FAILURE);
      case RUNNING -> guardTimeout(execution);
      case CREATED, BID_ACCEPTED, WAITING_VERIFICATION, RESULT_ACCEPTED, PUBLISHING -> {}
    }
  }

  private static String comment(Message.ExecutionChanged report) {
    return report.comment().isEmpty() ? "execution is " + report.state().text() : report.comment();
  }

  private static String topic(LocalState state) {
    return switch (state) {
      case CREATED, BID_ACCEPTED -> Event.Topic.SCHEDULING;
      case RUNNING, WAITING_VERIFICATION -> Event.Topic.RUNNING_EXECUTION;
      case RESULT_ACCEPTED, PUBLISHING -> Event.Topic.PUBLISHING_RESULTS;
      case COMPLETED, FAILED, CANCELLED -> Event.Topic.EXECUTION;
    };
  }

  /** A running execution with a time limit is looked at when its node should have ended it. */
  private void guardTimeout(Execution execution) {
    Job job = writer.requireJob(execution.jobId());
    if (!job.isFinal()) {
      JobSteps.executionDeadline(job.task().timeouts(), now)
          .filter(time -> !broker.isAwaited(job.id(), Trigger.EXECUTION_TIMEOUT, time))
          .ifPresent(
              time -> evaluations.at(writer, effects, job, Trigger.EXECUTION_TIMEOUT, time, now));
    }
  }

  /** The requester ended the execution before; a result that comes all the same is not taken. */
  private void lateReport(Execution execution, Message.ExecutionChanged report) {
    ExecutionState ended = execution.state().state();
    if (report.state() == LocalState.COMPLETED && ended != ExecutionState.COMPLETED) {
      effects.note(
          "execution %s: a result came from node %s, which is not used: the execution is %s"
              .formatted(execution.id(), nodeId, ended.text()));
    }
  }

  private void restarted(Message.RestartReport report) {
    Map<String, Message.HeldExecution> held =
        report.held().stream()
            .collect(
                Collectors.toMap(
                    Message.HeldExecution::executionId, Function.identity(), (a, b) -> b));
    Set<String> jobs = new LinkedHashSet<>();
    int failed = 0;
    for (Execution execution : writer.liveExecutionsOnNode(nodeId)) {
      Message.HeldExecution one = held.get(execution.id());
      boolean interrupted = one != null && one.interrupted();
      // An offer that the node does not have is still on its way to it.
      boolean forgotten = one == null && !execution.isUnanswered();
      if (interrupted || forgotten) {
        fail(execution, interrupted);
        jobs.add(execution.jobId());
        failed++;
      }
    }
    for (Message.HeldExecution one : report.held()) {
      Optional<Execution> known = own(one.executionId());
      if (known.isEmpty() || known.get().isFinal()) {
        cancelAtNode(one.executionId(), known);
      }
    }
    jobs.forEach(jobId -> evaluate(jobId, Trigger.EXECUTION_FAILURE));
    effects.note(
        "node %s started: it holds %d executions, %d were interrupted or are gone"
            .formatted(nodeId, report.held().size(), failed));
  }

  private void fail(Execution execution, boolean interrupted) {
    String reason =
        interrupted
            ? "interrupted by a restart of node " + nodeId
            : "node %s does not have the execution any more".formatted(nodeId);
    NodeFault fault = interrupted ? NodeFault.RESTARTED : NodeFault.NOT_HELD;
    change(
        execution,
        new Status<>(ExecutionState.FAILED, reason, fault.details(nodeId)),
        Event.of(Event.Topic.RESTART, reason, now, fault.details(nodeId)));
  }

  /** The node's own execution of that id. */
  private Optional<Execution> own(String executionId) {
    Optional<Execution> found = writer.execution(executionId);
    if (found.isPresent() && !found.get().nodeId().equals(nodeId)) {
      effects.note(
          "node %s reports execution %s, which is node %s's"
              .formatted(nodeId, executionId, found.get().nodeId()));
      return Optional.empty();
    }
    return found;
  }

  private void cancelAtNode(String executionId, Optional<Execution> known) {
    String reason =
        known
            .map(execution ->
                execution.state().message().isEmpty()
                    ? "the execution has ended here: " + execution.state().state().text()
                    : execution.state().message())
            .orElse("the requester does not know the execution");
    writer.send(nodeId, new Message.CancelExecution(executionId, reason));
  }

  private void change(Execution execution, Status<ExecutionState> status, Event event) {
    ExecutionState to = status.state();
    Status<DesiredState> desired =
        to.isFinal()
            ? Status.of(DesiredState.STOPPED, "execution " + to.text().toLowerCase(Locale.ROOT))
            : execution.desired();
    Execution changed = execution.withState(status, desired, Times.nanos(now));
    writer.updateExecution(changed);
    Map<String, String> details = new HashMap<>(event.details());
    details.put(Event.Detail.NEW_STATE, to.text());
    if (to == ExecutionState.FAILED) {
      details.put(Event.Detail.IS_ERROR, "true");
    }
    writer.appendHistory(
        changed, Event.of(event.topic(), event.message(), event.timestamp(), details));
    if (to.isFinal()) {
      effects.ended(changed);
    }
  }

  private static Execution withResult(Execution execution, Message.ExecutionChanged report) {
    return execution.withResult(
        report.publishedResult().isNone() ? execution.publishedResult() : report.publishedResult(),
        report.runOutput().or(execution::runOutput));
  }

  private void appendAll(Execution execution, List<Event> events) {
    events.forEach(event -> writer.appendHistory(execution, event));
  }

  /** Asks for a look at the job; one look serves all that one transaction brings. */
  private void evaluate(String jobId, Trigger trigger) {
    if (!effects.asksToLookAt(jobId)) {
      evaluations.now(writer, effects, writer.requireJob(jobId), trigger, now);
    }
  }
}
