// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a compute node remembers: the executions that it holds with their history, and the messages
 * that are on their way to requester nodes. Safe for use by several threads.
 */
public final class ExecutionStore extends Store {
  /** On a busy store the counts change during each recount; then there is nothing to compare. */
  private static final int RECOUNT_ATTEMPTS = 10;

  private final Map<LocalState, Long> counts;

  private ExecutionStore(StoreFile file) {
    super(file);
    this.counts = read(ExecutionStore::count);
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
    return open(StoreRole.COMPUTE, path, options, files, ExecutionStore::new);
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
    return file().read(transaction -> body.apply(new ExecutionReader(transaction, recent())));
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
    return file()
        .write(writing -> {
          ExecutionWriter writer = new ExecutionWriter(writing, recent());
          writing
              .transaction()
              .onCommit(() -> {
                apply(writer.countChanges());
                watches().changed(writer.changedJobs());
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
   * How many executions are in each state, all states included. Exact at any time: it changes when
   * a transaction has been committed, and never otherwise.
   */
  public Map<LocalState, Long> counts() {
    synchronized (counts) {
      return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
  }

  /** Whether the retention of this store removes no execution. */
  public boolean keepsAll() {
    return file().options().retention().finished().isEmpty();
  }

  /** {@inheritDoc} Only executions that are final. */
  @Override
  public long applyRetention(Retention retention) {
    return new ExecutionRetention(this, file().options().clock().instant()).apply(retention);
  }

  /**
   * {@inheritDoc} Every index entry has its record and the reverse, histories and outboxes have no
   * gaps, and the counts equal a recount.
   */
  @Override
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

  @Override
  Map<String, Long> countByState() {
    Map<String, Long> found = new LinkedHashMap<>();
    counts().forEach((state, count) -> found.put(state.text(), count));
    return found;
  }

  @Override
  Changes changes(long position, Optional<String> jobId, int limit) {
    return read(reader -> reader.changes(position, jobId, limit));
  }
}
