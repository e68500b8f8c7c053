// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Database;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.StartReport;
import dev.gadus.model.StoreStatus;
import dev.gadus.model.UpkeepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a compute node remembers: the executions that it holds with their history, and the messages
 * that are on their way to requester nodes. Safe for use by several threads.
 */
public final class ExecutionStore implements AutoCloseable {
  /** On a busy store the counts change during each recount; then there is nothing to compare. */
  private static final int RECOUNT_ATTEMPTS = 10;

  private final StoreFile file;
  private final RecentRecords recent = new RecentRecords();
  private final Map<LocalState, Long> counts;
  private final Followers followers =
      new Followers(
          (position, jobId, limit) -> read(reader -> reader.changes(position, jobId, limit)));

  private ExecutionStore(StoreFile file) {
    this.file = file;
    this.counts = file.read(transaction -> count(new ExecutionReader(transaction, recent)));
  }

  /**
   * Opens a store, and makes it (and its directory) when the file does not exist; brings a file of
   * an older layout to today's, counts, removes what the retention does not keep, and compacts the
   * file when that is due. Only one process at a time has it open.
   *
   * @throws StoreException.InUse when another process has the file open
   * @throws StoreException.Unusable when the file is damaged, of another program, role or node, or
   *     of a later version of this program
   */
  public static ExecutionStore open(Path path, StoreOptions options) {
    return open(path, options, new LocalFiles());
  }

  static ExecutionStore open(Path path, StoreOptions options, FileSystem files) {
    Instant begin = options.clock().instant();
    StoreFile file = StoreFile.open(path, StoreRole.COMPUTE, options, files);
    try {
      long bytesBefore = file.size();
      ExecutionStore store = new ExecutionStore(file);
      long removed = store.applyRetention(options.retention());
      file.compactIfDue();
      Map<String, Long> found = new LinkedHashMap<>();
      store.counts().forEach((state, count) -> found.put(state.text(), count));
      file.putStartReport(
          new StartReport(
              begin,
              Duration.between(begin, options.clock().instant()).toMillis(),
              found,
              removed,
              bytesBefore,
              file.size(),
              file.notes()));
      return store;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** Counts by walking the state index, which is much smaller than the records. */
  private static Map<LocalState, Long> count(ExecutionReader reader) {
    Map<LocalState, Long> counts = new EnumMap<>(LocalState.class);
    for (LocalState state : LocalState.values()) {
      counts.put(
          state, reader.table(ExecutionBuckets.INDEX_STATE).count(Keys.prefix(state.text())));
    }
    return counts;
  }

  /** Runs {@code body} on the store as it is now; writers do not disturb it. */
  public <R extends @Nullable Object, E extends Exception> R read(
      StoreFunction<ExecutionReader, R, E> body) throws E {
    return file.read(transaction -> body.apply(new ExecutionReader(transaction, recent)));
  }

  /**
   * Runs {@code body} in one transaction and returns when what it did is on disk. Callers at the
   * same time share the cost of waiting for the disk. {@code body} may run more than once, with
   * what earlier runs did undone: it works on its view alone, and what is to follow from it is
   * handed to {@link ExecutionWriter#afterCommit}.
   *
   * @throws E what {@code body} throws; then nothing has changed
   */
  public <R extends @Nullable Object, E extends Exception> R write(
      StoreFunction<ExecutionWriter, R, E> body) throws E {
    return file.write(writing -> {
      ExecutionWriter writer = new ExecutionWriter(writing, recent);
      writing
          .transaction()
          .onCommit(() -> {
            apply(writer.countChanges());
            followers.changed(writer.changedJobs());
          });
      return body.apply(writer);
    });
  }

  /** {@link ExecutionWriter#create} in a transaction of its own. */
  public void create(LocalExecution execution) {
    write(writer -> {
      writer.create(execution);
      return true;
    });
  }

  /** {@link ExecutionWriter#transition} in a transaction of its own. */
  public LocalExecution transition(Transition transition) {
    return write(writer -> writer.transition(transition));
  }

  private void apply(Map<LocalState, Long> changes) {
    synchronized (counts) {
      changes.forEach((state, change) -> counts.merge(state, change, Long::sum));
    }
  }

  /**
   * Follows all changes after a position, {@link ExecutionReader#lastPosition} for those to come.
   * The position outlives the store's being closed and opened again.
   */
  public Watch watch(long position) {
    return followers.watch(Optional.empty(), position);
  }

  /** Follows the changes of a job's executions after a position. */
  public Watch watchJob(String jobId, long position) {
    return followers.watch(Optional.of(jobId), position);
  }

  /**
   * How many executions are in each state, all states included. Exact at any time: it changes when
   * a transaction has been committed, and never otherwise.
   */
  public Map<LocalState, Long> counts() {
    synchronized (counts) {
      return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
  }

  /**
   * Removes the final executions that the rules do not keep, with their history, in many short
   * transactions.
   *
   * @return how many executions were removed
   */
  public long applyRetention(Retention retention) {
    Instant now = file.options().clock().instant();
    long removed = 0;
    for (Map.Entry<JobType, Retention.Limit> rule : retention.finished().entrySet()) {
      FinalExecutions executions = new FinalExecutions(rule.getKey());
      long present = rule.getValue().count().isPresent() ? read(executions::count) : 0;
      removed +=
          new RetentionRun<>(rule.getValue(), now, executions, body -> write(body)).run(present);
    }
    return removed;
  }

  /** The final executions of jobs of a type. */
  private record FinalExecutions(JobType type) implements RetentionRun.Source<ExecutionWriter> {
    long count(ExecutionReader reader) {
      return RetentionRun.count(list(reader));
    }

    @Override
    public Postings postings(ExecutionWriter writer) {
      return list(writer);
    }

    private Postings list(ExecutionReader reader) {
      return reader.postings(ExecutionWriter.FINAL_STATES, EnumSet.of(type));
    }

    @Override
    public boolean remove(ExecutionWriter writer, String executionId) {
      writer.delete(executionId);
      return true;
    }
  }

  /**
   * Rewrites the file without its free space. Reads go on meanwhile, changes wait until the copy is
   * in place: some seconds for a gigabyte.
   *
   * @throws StoreException.NotCompacted when it cannot be done; the store goes on with the file as
   *     it was
   */
  public Compacted compact() {
    return file.compact();
  }

  /**
   * Does what is due while the store is in use: applies the retention that it was opened with, and
   * compacts when the policy asks for it. One at a time; others wait.
   *
   * @param compactAnyway whether to compact when the policy does not ask for it
   */
  public UpkeepReport upkeep(boolean compactAnyway) {
    return file.upkeep(() -> applyRetention(file.options().retention()), compactAnyway);
  }

  /** What is said of the store: how it was opened, and what was done since. */
  public StoreStatus status() {
    return new StoreStatus(info().role(), lastStart(), file.lastUpkeep());
  }

  /**
   * Makes the file shorter while it is in use: what stands at its end is moved into free pages by
   * small commits, between which other changes get their turn. Less thorough than {@link #compact},
   * and nobody waits for it.
   */
  public Compacted shrink() {
    return file.shrink();
  }

  /**
   * Hands on the database as the engine has it, for those who look into it: it is to be read and
   * left open. Meanwhile no compaction is done.
   */
  public <R extends @Nullable Object, E extends Exception> R inspect(
      StoreFunction<Database, R, E> body) throws E {
    return file.inspect(body);
  }

  /** What was found and done when the store was opened. */
  public StartReport lastStart() {
    return file.lastStart();
  }

  /** Adds what was done at a start after the opening to what is kept of it. */
  public void addToLastStart(String note) {
    file.addToStartReport(note);
  }

  /** The messages that wait to be sent. */
  public Outbox outbox() {
    return file.outbox();
  }

  public StoreInfo info() {
    return file.info();
  }

  /**
   * Checks that the records agree with each other: every index entry has its record and the
   * reverse, histories and outboxes have no gaps, and the counts equal a recount. Reads the whole
   * store.
   *
   * @return what is wrong, a sentence each; empty when all is well
   */
  public List<String> verify() {
    List<String> findings = new ArrayList<>(read(ExecutionStore::findings));
    findings.addAll(verifyCounts());
    return findings;
  }

  private static List<String> findings(ExecutionReader reader) {
    return new ExecutionVerifier(reader).findings();
  }

  /** Only counts that stood still during the recount can be compared with it. */
  private List<String> verifyCounts() {
    List<String> findings = List.of();
    for (int attempt = 0; attempt < RECOUNT_ATTEMPTS; attempt++) {
      Map<LocalState, Long> before = counts();
      findings = ExecutionVerifier.compareCounts(before, read(ExecutionStore::count));
      if (findings.isEmpty() || before.equals(counts())) {
        return findings;
      }
    }
    return List.of();
  }

  StoreFile file() {
    return file;
  }

  @Override
  public void close() {
    followers.close();
    file.close();
  }
}
