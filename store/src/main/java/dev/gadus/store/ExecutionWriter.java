// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Envelope;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes to a compute node's store in one transaction: all of them or none. What it reads includes
 * what it wrote. An error thrown out of the function that got it undoes everything.
 */
public final class ExecutionWriter extends ExecutionReader {
  /** The states in which an execution is first stored: offered, or approved from the start. */
  static final Set<LocalState> FIRST_STATES = Set.of(LocalState.CREATED, LocalState.BID_ACCEPTED);

  static final Set<LocalState> FINAL_STATES =
      Set.of(LocalState.COMPLETED, LocalState.FAILED, LocalState.CANCELLED);

  private final Mailbox mailbox;
  private final Instant time;
  private final ChangeLog changes;
  private final AfterCommit afterCommit;
  private final Map<LocalState, Long> countChanges = new EnumMap<>(LocalState.class);

  ExecutionWriter(StoreFile.OpenWrite writing, RecentRecords recent) {
    super(writing.transaction(), recent);
    this.mailbox = writing.mailbox();
    this.afterCommit = writing.afterCommit();
    this.time = writing.time();
    this.changes = new ChangeLog(writing.transaction(), time);
  }

  /** How the counts change when the transaction is committed. */
  Map<LocalState, Long> countChanges() {
    return countChanges;
  }

  /** The jobs whose executions this transaction changed. */
  Set<String> changedJobs() {
    return changes.changedJobs();
  }

  /**
   * Stores a new execution, in state Created or BidAccepted and at version 1, and the first row of
   * its history.
   *
   * @throws StoreException.AlreadyExists when its id is in use
   * @throws StoreException.WrongState when it starts in another state
   * @throws StoreException.WrongVersion when its version is not 1
   */
  public void create(LocalExecution execution) {
    requireNew(execution);
    if (!FIRST_STATES.contains(execution.state())) {
      throw new StoreException.WrongState(
          "execution", execution.id(), execution.state().text(), texts(FIRST_STATES));
    }
    if (execution.version() != 1) {
      throw new StoreException.WrongVersion("execution", execution.id(), execution.version(), 1);
    }
    table(ExecutionBuckets.INDEX_JOB).mark(jobKey(execution));
    put(Optional.empty(), execution);
  }

  /**
   * Stores an execution that ended elsewhere, with its history. For imports alone; what is run here
   * begins with {@link #create}.
   *
   * @param history rows numbered from 1 to the version of the execution
   * @throws StoreException.AlreadyExists when its id is in use
   * @throws StoreException.WrongState when it has not ended
   * @throws IllegalArgumentException when the rows are not so
   */
  public void importEnded(LocalExecution ended, List<LocalHistoryEntry> history) {
    requireNew(ended);
    if (!ended.state().isFinal()) {
      throw new StoreException.WrongState(
          "execution", ended.id(), ended.state().text(), texts(FINAL_STATES));
    }
    requireWhole(ended, history);
    table(ExecutionBuckets.INDEX_JOB).mark(jobKey(ended));
    putRecord(ended);
    history.forEach(this::putHistory);
  }

  private static void requireWhole(LocalExecution ended, List<LocalHistoryEntry> history) {
    boolean whole = history.size() == ended.version();
    for (int i = 0; i < history.size(); i++) {
      LocalHistoryEntry row = history.get(i);
      whole &= row.newVersion() == i + 1 && row.executionId().equals(ended.id());
    }
    if (!whole) {
      throw new IllegalArgumentException(
          "the history of execution %s at version %d must have its rows 1 to %d, but has %s"
              .formatted(
                  ended.id(),
                  ended.version(),
                  ended.version(),
                  history.stream().map(LocalHistoryEntry::newVersion).toList()));
    }
  }

  private void requireNew(LocalExecution execution) {
    StoreIds.require("executionId", execution.id());
    StoreIds.require("jobId", execution.job().id());
    if (table(ExecutionBuckets.EXECUTION).contains(execution.id())) {
      throw new StoreException.AlreadyExists("execution", execution.id());
    }
  }

  /**
   * Changes an execution's state at the store's time: its version grows by one and its history gets
   * a row.
   *
   * @return the record as it is now
   * @throws StoreException.NotFound when there is no such execution
   * @throws StoreException.WrongState when it is in none of the expected states, or in one from
   *     which the wanted state cannot follow
   * @throws StoreException.WrongVersion when it does not have the expected version
   * @throws StoreException.FinalState when it is in a final state
   */
  public LocalExecution transition(Transition transition) {
    LocalExecution stored = requireExecution(transition.executionId());
    LocalState from = stored.state();
    if (!transition.from().isEmpty() && !transition.from().contains(from)) {
      throw new StoreException.WrongState(
          "execution", stored.id(), from.text(), texts(transition.from()));
    }
    if (transition.atVersion() != 0 && transition.atVersion() != stored.version()) {
      throw new StoreException.WrongVersion(
          "execution", stored.id(), stored.version(), transition.atVersion());
    }
    if (from.isFinal()) {
      throw new StoreException.FinalState(
          "execution", stored.id(), from.text(), transition.to().text());
    }
    if (!LocalState.TABLE.allows(from, transition.to())) {
      throw new StoreException.WrongState(
          "execution",
          stored.id(),
          from.text(),
          transition.to().text(),
          texts(LocalState.TABLE.next(from)));
    }
    SpecConfig published = transition.publishedResult().orElse(stored.publishedResult());
    Optional<RunOutput> output = transition.runOutput().or(stored::runOutput);
    LocalExecution changed =
        stored.withState(transition.to(), transition.comment(), time).withResult(published, output);
    put(Optional.of(stored), changed);
    return changed;
  }

  /**
   * Removes an execution with its history and every index entry.
   *
   * @throws StoreException.NotFound when there is no such execution
   * @throws StoreException.WrongState when it is not final
   */
  public void delete(String executionId) {
    LocalExecution stored = requireExecution(executionId);
    if (!stored.state().isFinal()) {
      throw new StoreException.WrongState(
          "execution", executionId, stored.state().text(), texts(FINAL_STATES));
    }
    table(ExecutionBuckets.INDEX_STATE).delete(stateKey(stored));
    table(ExecutionBuckets.INDEX_JOB).delete(jobKey(stored));
    Table history = table(ExecutionBuckets.HISTORY);
    history.keys(Keys.prefix(executionId)).forEach(history::delete);
    table(ExecutionBuckets.EXECUTION).delete(executionId);
    countChanges.merge(stored.state(), -1L, Long::sum);
    noteChange(Change.Kind.EXECUTION_REMOVED, stored);
  }

  private void noteChange(Change.Kind kind, LocalExecution execution) {
    changes.append(
        kind, execution.job().id(), execution.id(), execution.state().text(), execution.version());
  }

  private static List<String> texts(Set<LocalState> states) {
    return states.stream().sorted().map(LocalState::text).toList();
  }

  private void put(Optional<LocalExecution> before, LocalExecution after) {
    before.ifPresent(stored -> {
      table(ExecutionBuckets.INDEX_STATE).delete(stateKey(stored));
      countChanges.merge(stored.state(), -1L, Long::sum);
    });
    putRecord(after);
    putHistory(
        new LocalHistoryEntry(
            after.id(),
            before.map(LocalExecution::state),
            after.state(),
            after.version(),
            after.latestComment(),
            after.updateTime(),
            false));
  }

  private void putRecord(LocalExecution execution) {
    table(ExecutionBuckets.EXECUTION).put(execution.id(), execution);
    table(ExecutionBuckets.INDEX_STATE).mark(stateKey(execution));
    countChanges.merge(execution.state(), 1L, Long::sum);
    noteChange(Change.Kind.EXECUTION, execution);
  }

  private void putHistory(LocalHistoryEntry row) {
    table(ExecutionBuckets.HISTORY)
        .put(Keys.join(row.executionId(), Keys.padded(row.newVersion())), row);
  }

  /**
   * Has something done when this transaction has been committed, and only then: not when it is
   * undone, and once when its body runs several times. It is done on the thread that called {@link
   * ExecutionStore#write}, before that returns, in the order of these calls; whoever shared the
   * commit may be ahead. The store can be read and changed there. What it throws comes out of
   * {@code write}, after what was to be done later; the change stands.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Writes a message for a node; it is sent after the transaction. */
  public Envelope send(String toNodeId, Message message) {
    return mailbox.send(toNodeId, message);
  }

  /**
   * Notes that a message is handled in this transaction.
   *
   * @return false when it was taken before, or is older than one that was: nothing is to be done
   * @throws StoreException.MessageGap when messages before it are missing
   */
  public boolean accept(Envelope envelope) {
    return mailbox.accept(envelope);
  }
}
