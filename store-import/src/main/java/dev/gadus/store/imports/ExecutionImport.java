// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.bolt.Bucket;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.ExecutionWriter;
import dev.gadus.store.StoreIds;
import dev.gadus.store.imports.ImportNote.Kind;
import dev.gadus.store.imports.ImportNote.Reason;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the ended executions of a Bacalhau execution store into ours, each with its job and its
 * history. Decides by what the store holds, so that it can be ended and made again at any time.
 */
final class ExecutionImport {
  /** Who asked: the key of the latest releases, and the one before it. */
  private static final List<String> REQUESTER_KEYS =
      List.of("bacalhau.org/orchestrator.id", "bacalhau.org/requester.id");

  private final BacalhauFile file;
  private final Optional<ExecutionStore> store;
  private final ImportReport.Tally tally;
  private final BacalhauRecords records;
  private final ImportBatch<ExecutionWriter> batch;

  /** Executions that the file holds in two layouts: the later one was met first. */
  private final Set<String> pending = new HashSet<>();

  /**
   * @param store where the executions go; in a dry run it may be absent, for one that is not there
   *     yet
   */
  ExecutionImport(
      BacalhauFile file, Optional<ExecutionStore> store, boolean dryRun, ImportReport.Tally tally) {
    this.file = file;
    this.store = store;
    this.tally = tally;
    this.records = new BacalhauRecords(tally.lost());
    this.batch =
        new ImportBatch<>(
            tally, dryRun ? body -> {} : body -> store.orElseThrow().write(body), pending::clear);
  }

  /** A file that was in use through an upgrade of Bacalhau has the buckets of several releases. */
  void run() {
    file.bucket(BacalhauFile.EXECUTIONS_V2).ifPresent(bucket -> importAll(bucket, this::latest));
    file.bucket(BacalhauFile.EXECUTIONS_V1)
        .ifPresent(
            bucket -> importAll(bucket, (id, tree) -> former(id, tree, "v1_execution_history")));
    file.bucket(BacalhauFile.EXECUTIONS_FIRST)
        .ifPresent(
            bucket -> importAll(bucket, (id, tree) -> former(id, tree, "execution-history")));
    batch.flush();
  }

  /** Reads a record of one layout; empty when it was skipped. */
  @FunctionalInterface
  private interface Reader {
    Optional<EndedExecution> read(String id, ObjectNode tree);
  }

  /** An execution that belongs into the store. */
  private record EndedExecution(LocalExecution execution, List<LocalHistoryEntry> history) {}

  private void importAll(Bucket bucket, Reader reader) {
    bucket.forEach((key, value) -> {
      tally.read();
      String id = BacalhauHistory.readable(key);
      try {
        Optional<EndedExecution> ended = reader.read(id, BacalhauRecords.object(value));
        ended.ifPresent(found -> place(found, value.map(bytes -> bytes.length).orElse(0)));
      } catch (ImportException.UnreadableRecord e) {
        skip(id, Reason.UNREADABLE, e.text());
      }
    });
  }

  private Optional<EndedExecution> skip(String id, Reason reason, String detail) {
    tally.note(Kind.EXECUTION, id, reason, detail);
    return Optional.empty();
  }

  private void place(EndedExecution ended, long size) {
    LocalExecution execution = ended.execution();
    Optional<LocalExecution> stored =
        store.flatMap(there -> there.read(reader -> reader.execution(execution.id())));
    if (stored.isPresent() || pending.contains(execution.id())) {
      if (stored.equals(Optional.of(execution))) {
        tally.present(Kind.EXECUTION);
        ended.history().forEach(row -> tally.present(Kind.HISTORY));
      } else {
        skip(execution.id(), Reason.OTHER_CONTENT, "");
      }
      return;
    }
    pending.add(execution.id());
    List<LocalHistoryEntry> history = ended.history();
    batch.count(Kind.HISTORY, history.size());
    batch.add(Kind.EXECUTION, size, writer -> writer.importEnded(execution, history));
  }

  /** The layouts up to v1.5.1: a record of the compute node's own around the execution. */
  private Optional<EndedExecution> former(String id, ObjectNode tree, String historyBucket) {
    if (!(BacalhauRecords.member(tree, "Execution") instanceof ObjectNode inner)) {
      return skip(id, Reason.UNREADABLE, "it is of a build from between v1.0.3 and v1.0.4");
    }
    LocalState state = BacalhauStates.local(BacalhauRecords.member(tree, "State"));
    if (!state.isFinal()) {
      return skip(id, Reason.NOT_FINAL, "it is " + state.text());
    }
    Optional<Job> job = job(inner);
    if (job.isEmpty()) {
      return skip(id, Reason.NO_JOB, "");
    }
    // Since v1.5.0 the result and the output are beside the execution.
    move(tree, inner, "PublishedResult");
    move(tree, inner, "RunOutput");
    Execution execution = records.execution(inner, BacalhauStates.BEFORE, job.get());
    Instant created = BacalhauRecords.time(BacalhauRecords.member(tree, "CreateTime"));
    Instant updated = BacalhauRecords.time(BacalhauRecords.member(tree, "UpdateTime"));
    LocalHistory history =
        LocalHistory.ofStates(
            id,
            file.bucket(historyBucket).flatMap(rows -> BacalhauFile.child(rows, id)),
            (key, detail) -> tally.note(Kind.HISTORY, key, Reason.UNREADABLE, detail));
    history.end(state, BacalhauRecords.text(tree, "LatestComment"), created, updated);
    return ended(id, execution, job.get(), BacalhauRecords.text(tree, "RequesterNodeID"), history);
  }

  /** The layout since v1.5.2: the execution itself, and events instead of a history of states. */
  private Optional<EndedExecution> latest(String id, ObjectNode tree) {
    ExecutionState state = BacalhauRecords.state(tree, BacalhauStates.AFTER);
    if (!state.isFinal()) {
      return skip(id, Reason.NOT_FINAL, "it is " + state.text());
    }
    Optional<Job> job = job(tree);
    if (job.isEmpty()) {
      return skip(id, Reason.NO_JOB, "");
    }
    Execution execution = records.execution(tree, BacalhauStates.AFTER, job.get());
    LocalHistory history =
        LocalHistory.ofEvents(
            id,
            file.bucket("v2_execution_events").flatMap(rows -> BacalhauFile.child(rows, id)),
            UnixNanos.toInstant(execution.createTime()),
            (key, detail) -> tally.note(Kind.HISTORY, key, Reason.UNREADABLE, detail));
    history.end(
        BacalhauStates.ended(state),
        execution.state().message(),
        UnixNanos.toInstant(execution.createTime()),
        UnixNanos.toInstant(execution.modifyTime()));
    return ended(id, execution, job.get(), "", history);
  }

  private Optional<EndedExecution> ended(
      String id, Execution execution, Job job, String requester, LocalHistory history) {
    if (!execution.id().equals(id) || !execution.jobId().equals(job.id())) {
      return skip(
          id,
          Reason.UNREADABLE,
          "its record is that of execution " + execution.id() + " of job " + execution.jobId());
    }
    if (!StoreIds.isUsable(id) || !StoreIds.isUsable(job.id())) {
      return skip(id, Reason.UNUSABLE_ID, "its job is '" + job.id() + "'");
    }
    LocalHistoryEntry last = history.rows().getLast();
    return Optional.of(
        new EndedExecution(
            new LocalExecution(
                execution,
                job,
                requester.isEmpty() ? requester(job) : requester,
                execution.resources(),
                last.newState(),
                last.newVersion(),
                history.rows().getFirst().time(),
                last.time(),
                last.comment(),
                execution.publishedResult(),
                execution.runOutput()),
            history.rows()));
  }

  private Optional<Job> job(JsonNode execution) {
    return BacalhauRecords.member(execution, "Job") instanceof ObjectNode tree
        ? Optional.of(records.job(tree))
        : Optional.empty();
  }

  private static String requester(Job job) {
    return REQUESTER_KEYS.stream()
        .map(key -> job.meta().getOrDefault(key, ""))
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static void move(ObjectNode from, ObjectNode to, String name) {
    JsonNode value = BacalhauRecords.member(from, name);
    if (!value.isMissingNode() && !value.isNull()) {
      to.set(name, value);
    }
  }
}
