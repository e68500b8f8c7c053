// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.JobWriter;
import dev.gadus.store.StoreIds;
import dev.gadus.store.imports.ImportNote.Kind;
import dev.gadus.store.imports.ImportNote.Reason;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Brings the ended jobs of a Bacalhau job store into ours, each with its versions, executions and
 * history. Decides by what the store holds, so that it can be ended and made again at any time.
 */
final class JobImport {
  private static final String EXECUTIONS = "executions";
  private static final String EVALUATIONS = "evaluations";
  private static final String VERSIONS = "versions";

  /** A new program cannot have written its first event sooner after the old one's last record. */
  private static final long RESTART_NANOS = 1_000_000_000L;

  private final BacalhauFile file;
  private final Optional<JobStore> store;
  private final ImportReport.Tally tally;
  private final BacalhauRecords records;
  private final ImportBatch<JobWriter> batch;
  private final long statesChangedNanos;

  private final ImportedNames names =
      new ImportedNames(
          (namespace, name) -> ask(reader -> reader.jobByName(namespace, name)).isPresent());

  /** Executions that are not in the store yet. */
  private final Set<String> pendingExecutions = new HashSet<>();

  /**
   * @param store where the jobs go; in a dry run it may be absent, for one that is not there yet
   */
  JobImport(BacalhauFile file, Optional<JobStore> store, boolean dryRun, ImportReport.Tally tally) {
    this.file = file;
    this.store = store;
    this.tally = tally;
    this.records = new BacalhauRecords(tally.lost());
    this.statesChangedNanos = statesChangedNanos(file);
    this.batch =
        dryRun
            ? new ImportBatch<>(tally, body -> {}, pendingExecutions::clear)
            : new ImportBatch<>(tally, body -> store.orElseThrow().write(body), this::written);
  }

  private void written() {
    names.written();
    pendingExecutions.clear();
  }

  /**
   * When the numbers of states changed in this file: just before the first event, since the program
   * that changed them was the first to write events.
   */
  private static long statesChangedNanos(BacalhauFile file) {
    Optional<Bucket> events = file.bucket(BacalhauFile.JOB_EVENTS);
    if (events.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Cursor cursor = events.get().cursor();
    if (!cursor.first()) {
      return Long.MAX_VALUE;
    }
    byte[] key = cursor.key();
    boolean firstOfAll = key.length == 2 * Long.BYTES && ByteBuffer.wrap(key).getLong() == 1;
    // Where the first events are gone, nothing tells; then most of the file is of the new program.
    return firstOfAll ? ByteBuffer.wrap(key).getLong(Long.BYTES) - RESTART_NANOS : 0;
  }

  private BacalhauStates statesAt(long nanos) {
    return nanos < statesChangedNanos ? BacalhauStates.BEFORE : BacalhauStates.AFTER;
  }

  void run() {
    Bucket jobs = file.bucket(BacalhauFile.JOBS).orElseThrow();
    Cursor cursor = jobs.cursor();
    while (cursor.next()) {
      byte[] key = cursor.key();
      if (cursor.isBucket()) {
        importJob(BacalhauFile.text(key), jobs.bucket(key).orElseThrow());
      }
    }
    batch.flush();
  }

  private void importJob(String jobId, Bucket bucket) {
    tally.read();
    Optional<EndedJob> found = readJob(jobId, bucket);
    if (found.isEmpty()) {
      skipAll(jobId, bucket);
      return;
    }
    Job job = found.get().job();
    if (found.get().present()) {
      tally.present(Kind.JOB);
    } else {
      batch.add(Kind.JOB, found.get().size(), writer -> writer.createJob(job));
    }
    importVersions(job, bucket);
    Set<String> executions = importExecutions(job, bucket);
    importHistory(job, bucket, executions);
    noteAll(bucket, EVALUATIONS, Kind.EVALUATION, Reason.DECIDES_NOTHING);
  }

  /** A job that belongs into the store, or is there. */
  private record EndedJob(Job job, boolean present, long size) {}

  private Optional<EndedJob> readJob(String jobId, Bucket bucket) {
    Optional<byte[]> value = bucket.get(BacalhauFile.bytes("spec"));
    if (value.isEmpty()) {
      return skipJob(jobId, Reason.UNREADABLE, "it has no record");
    }
    try {
      ObjectNode tree = BacalhauRecords.object(value.get());
      JobState state = BacalhauRecords.jobState(tree);
      if (!state.isFinal()) {
        return skipJob(jobId, Reason.NOT_FINAL, "it is " + state.text());
      }
      Job job = records.job(tree);
      if (!job.id().equals(jobId)) {
        return skipJob(jobId, Reason.UNREADABLE, "its record is that of job " + job.id());
      }
      if (!StoreIds.isUsable(jobId)) {
        return skipJob(jobId, Reason.UNUSABLE_ID, "");
      }
      return place(job, value.get().length);
    } catch (ImportException.UnreadableRecord e) {
      return skipJob(jobId, Reason.UNREADABLE, e.text());
    }
  }

  private Optional<EndedJob> skipJob(String jobId, Reason reason, String detail) {
    tally.note(Kind.JOB, jobId, reason, detail);
    return Optional.empty();
  }

  /** Compares a job with what the store holds under its id and its name. */
  private Optional<EndedJob> place(Job job, long size) {
    Optional<Job> stored = ask(reader -> reader.job(job.id()));
    if (stored.isPresent()) {
      String name = stored.get().name();
      Job same = named(job, names.isChoice(job, name) ? name : job.name());
      return stored.get().equals(same)
          ? Optional.of(new EndedJob(same, true, size))
          : skipJob(job.id(), Reason.OTHER_CONTENT, "");
    }
    Optional<String> name = names.give(job);
    if (name.isEmpty()) {
      return skipJob(job.id(), Reason.OTHER_CONTENT, "all names that it could have are in use");
    }
    if (!name.get().equals(job.name())) {
      tally.note(Kind.JOB, job.id(), Reason.RENAMED, name.get());
    }
    return Optional.of(new EndedJob(named(job, name.get()), false, size));
  }

  private static Job named(Job job, String name) {
    return job.withIdentity(job.id(), name, job.namespace());
  }

  private <R> Optional<R> ask(Function<JobReader, Optional<R>> question) {
    return store.flatMap(there -> there.read(reader -> question.apply(reader)));
  }

  /** What belongs to a job that is not brought in. */
  private void skipAll(String jobId, Bucket bucket) {
    noteAll(bucket, EXECUTIONS, Kind.EXECUTION, Reason.OF_SKIPPED);
    noteAll(bucket, EVALUATIONS, Kind.EVALUATION, Reason.OF_SKIPPED);
    for (String history : BacalhauHistory.BUCKETS) {
      BacalhauFile.child(bucket, history).ifPresent(rows -> noteRows(jobId, rows));
    }
  }

  private void noteAll(Bucket job, String name, Kind kind, Reason reason) {
    BacalhauFile.child(job, name)
        .ifPresent(bucket ->
            bucket.forEach(
                (key, value) -> tally.note(kind, BacalhauHistory.readable(key), reason, "")));
  }

  private void noteRows(String jobId, Bucket rows) {
    rows.forEach(
        (key, value) -> noteRow(jobId, BacalhauHistory.readable(key), Reason.OF_SKIPPED, ""));
  }

  private void noteRow(String jobId, String key, Reason reason, String detail) {
    tally.note(Kind.HISTORY, jobId + "/" + key, reason, detail);
  }

  /** The specs that later versions replaced, kept by Bacalhau since v1.8. */
  private void importVersions(Job job, Bucket bucket) {
    Optional<Bucket> versions = BacalhauFile.child(bucket, VERSIONS);
    if (versions.isEmpty()) {
      return;
    }
    versions
        .get()
        .forEach((key, value) -> {
          String id = job.id() + "/" + BacalhauHistory.readable(key);
          try {
            Job version =
                records
                    .job(BacalhauRecords.object(value))
                    .withIdentity(job.id(), job.name(), job.namespace());
            if (version.version() < job.version()) {
              importVersion(version, size(value));
            }
          } catch (ImportException.UnreadableRecord e) {
            tally.note(Kind.VERSION, id, Reason.UNREADABLE, e.text());
          }
        });
  }

  private void importVersion(Job version, long size) {
    if (ask(reader -> reader.jobVersion(version.id(), version.version())).isPresent()) {
      tally.present(Kind.VERSION);
    } else {
      batch.add(Kind.VERSION, size, writer -> writer.importReplacedVersion(version));
    }
  }

  /** Returns the executions of the job that are in the store, or will be. */
  private Set<String> importExecutions(Job job, Bucket bucket) {
    Set<String> kept = new HashSet<>();
    BacalhauFile.child(bucket, EXECUTIONS)
        .ifPresent(executions ->
            executions.forEach((key, value) -> {
              tally.read();
              if (importExecution(job, BacalhauFile.text(key), value)) {
                kept.add(BacalhauFile.text(key));
              }
            }));
    return kept;
  }

  private boolean importExecution(Job job, String id, Optional<byte[]> value) {
    try {
      ObjectNode tree = BacalhauRecords.object(value);
      long changed = BacalhauRecords.member(tree, "ModifyTime").asLong();
      BacalhauStates states = statesAt(changed);
      ExecutionState state = BacalhauRecords.state(tree, states);
      if (!state.isFinal()) {
        return skipExecution(id, Reason.NOT_FINAL, "it is " + state.text());
      }
      Execution execution = records.execution(tree, states, job);
      if (!execution.id().equals(id) || !execution.jobId().equals(job.id())) {
        return skipExecution(
            id,
            Reason.UNREADABLE,
            "its record is that of execution " + execution.id() + " of job " + execution.jobId());
      }
      if (!StoreIds.isUsable(id) || !StoreIds.isUsable(execution.nodeId())) {
        return skipExecution(id, Reason.UNUSABLE_ID, "its node is '" + execution.nodeId() + "'");
      }
      return placeExecution(execution, size(value));
    } catch (ImportException.UnreadableRecord e) {
      return skipExecution(id, Reason.UNREADABLE, e.text());
    }
  }

  private static long size(Optional<byte[]> value) {
    return value.map(bytes -> bytes.length).orElse(0);
  }

  private boolean skipExecution(String id, Reason reason, String detail) {
    tally.note(Kind.EXECUTION, id, reason, detail);
    return false;
  }

  private boolean placeExecution(Execution execution, long size) {
    Optional<Execution> stored = ask(reader -> reader.execution(execution.id()));
    if (stored.isPresent() || pendingExecutions.contains(execution.id())) {
      if (!stored.equals(Optional.of(execution))) {
        return skipExecution(execution.id(), Reason.OTHER_CONTENT, "");
      }
      tally.present(Kind.EXECUTION);
      return true;
    }
    pendingExecutions.add(execution.id());
    batch.add(Kind.EXECUTION, size, writer -> writer.createExecution(execution));
    return true;
  }

  private void importHistory(Job job, Bucket bucket, Set<String> executions) {
    long present = ask(reader -> Optional.of(reader.lastHistoryNumber(job.id()))).orElse(0L);
    BacalhauHistory history =
        new BacalhauHistory(
            bucket, (key, detail) -> noteRow(job.id(), key, Reason.UNREADABLE, detail));
    long number = 0;
    Optional<BacalhauHistory.Row> next = history.next();
    while (next.isPresent()) {
      tally.read();
      Optional<HistoryEntry> entry = readRow(job, next.get(), executions);
      if (entry.isPresent()) {
        number++;
        if (number <= present) {
          tally.present(Kind.HISTORY);
        } else {
          HistoryEntry numbered = numbered(entry.get(), number);
          batch.add(Kind.HISTORY, next.get().size(), writer -> writer.importHistory(numbered));
        }
      }
      next = history.next();
    }
  }

  private Optional<HistoryEntry> readRow(Job job, BacalhauHistory.Row row, Set<String> executions) {
    try {
      HistoryEntry entry = records.history(row.tree(), statesAt(UnixNanos.of(row.time())), job);
      if (entry.executionId().isEmpty() || executions.contains(entry.executionId())) {
        return Optional.of(entry);
      }
      noteRow(job.id(), row.key(), Reason.OF_SKIPPED, "execution " + entry.executionId());
    } catch (ImportException.UnreadableRecord e) {
      noteRow(job.id(), row.key(), Reason.UNREADABLE, e.text());
    }
    return Optional.empty();
  }

  private static HistoryEntry numbered(HistoryEntry entry, long number) {
    return new HistoryEntry(
        number,
        entry.type(),
        entry.jobId(),
        entry.jobVersion(),
        entry.executionId(),
        entry.event(),
        entry.time());
  }
}
