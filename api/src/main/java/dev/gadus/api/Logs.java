// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.RunOutput;
import dev.gadus.model.UnreachableException;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreException;
import dev.gadus.store.Watch;
import dev.gadus.transport.LogReader;
import dev.gadus.transport.LogText;
import dev.gadus.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what executions print: from their compute nodes, or from the record when a node does not
 * have it.
 */
final class Logs {
  /** How long to wait for a job's first execution: a moment for the scheduler. */
  static final Duration EXECUTION_WAIT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Logs.class);

  private final JobStore store;
  private final Transport transport;
  private final HeldRequests held;

  /** Takes the parts of a log. */
  @FunctionalInterface
  interface Sink {
    void accept(LogText part);
  }

  /**
   * What is wanted.
   *
   * @param job name or id of the job
   * @param executionId its id or the beginning of it; empty for the newest
   */
  record Query(
      String job, String namespace, String executionId, boolean tailOnly, boolean follow) {}

  Logs(JobStore store, Transport transport, HeldRequests held) {
    this.store = store;
    this.transport = transport;
    this.held = held;
  }

  /** Hands on everything that is wanted, and returns at its end. */
  void read(Query query, Sink sink) throws IOException, InterruptedException {
    Execution execution = execution(query);
    Optional<LogReader> found = open(execution, query);
    if (found.isEmpty()) {
      record(execution, query, sink);
      return;
    }
    try (LogReader reader = found.get()) {
      for (Optional<LogText> part = reader.next(); part.isPresent(); part = reader.next()) {
        sink.accept(part.get());
      }
    }
  }

  private Optional<LogReader> open(Execution execution, Query query) {
    try {
      return Optional.of(
          transport.logs(execution.nodeId(), execution.id(), query.follow(), query.tailOnly()));
    } catch (UnreachableException | IOException | StoreException.NotFound e) {
      LOG.info("execution {}: its node does not give its output: {}", execution.id(), e.toString());
      return Optional.empty();
    }
  }

  /** The beginning of the output, which the record keeps for good. */
  private void record(Execution execution, Query query, Sink sink) {
    Execution latest = store.read(reader -> reader.requireExecution(execution.id()));
    if (latest.runOutput().isEmpty()) {
      throw ApiException.notFound(
          "Logs", "execution %s has no output here".formatted(execution.id()), "");
    }
    RunOutput output = latest.runOutput().get();
    if (!query.tailOnly()) {
      send(false, output.stdout(), sink);
      send(true, output.stderr(), sink);
    }
  }

  private static void send(boolean error, String text, Sink sink) {
    if (!text.isEmpty()) {
      sink.accept(new LogText(error, text));
    }
  }

  private Execution execution(Query query) throws InterruptedException {
    String jobId =
        store.read(reader -> JobRoutes.find(reader, query.job(), query.namespace()).id());
    Watch watch = store.watchJob(jobId, store.read(JobReader::lastPosition));
    return held.answer(watch, EXECUTION_WAIT, () -> find(jobId, query), Optional::isPresent)
        .orElseThrow(() ->
            ApiException.notFound(
                "Logs",
                query.executionId().isEmpty()
                    ? "job %s has no execution yet".formatted(query.job())
                    : "job %s has no execution %s".formatted(query.job(), query.executionId()),
                ""));
  }

  /** False for an execution that its node need not have heard of. */
  private static boolean isWithNode(ExecutionState state) {
    return state != ExecutionState.NEW && state != ExecutionState.ASK_FOR_BID;
  }

  private Optional<Execution> find(String jobId, Query query) {
    return store.read(reader -> {
      Job job = reader.requireJob(jobId);
      List<Execution> executions =
          candidates(reader, jobId, query.executionId()).stream()
              .filter(execution -> isWithNode(execution.state().state()))
              .sorted(Comparator.comparingLong(Execution::modifyTime))
              .toList();
      // One that was refused or failed says less than one that runs, and more than nothing.
      return executions.reversed().stream()
          .filter(execution -> !execution.state().state().isDiscarded())
          .findFirst()
          .or(() ->
              job.isFinal() || !query.executionId().isEmpty()
                  ? executions.reversed().stream().findFirst()
                  : Optional.empty());
    });
  }

  /** One that is named in full is read alone: a client may ask for each of thousands. */
  private static List<Execution> candidates(JobReader reader, String jobId, String executionId) {
    Optional<Execution> named =
        reader.execution(executionId).filter(execution -> execution.jobId().equals(jobId));
    return named
        .map(List::of)
        .orElseGet(() ->
            reader.executions(jobId).stream()
                .filter(execution -> execution.id().startsWith(executionId))
                .toList());
  }
}
