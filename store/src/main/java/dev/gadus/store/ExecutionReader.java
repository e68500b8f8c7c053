// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compute node's store as it is in one transaction. Used by the thread that got it, and only
 * until the transaction ends.
 */
public sealed class ExecutionReader extends StoreReader permits ExecutionWriter {
  ExecutionReader(Transaction transaction, RecentRecords recent) {
    super(transaction, recent);
  }

  public final Optional<LocalExecution> execution(String executionId) {
    return table(ExecutionBuckets.EXECUTION).get(executionId, LocalExecution.class);
  }

  /**
   * An execution.
   *
   * @throws StoreException.NotFound when there is none with this id
   */
  public final LocalExecution requireExecution(String executionId) {
    return execution(executionId)
        .orElseThrow(() -> new StoreException.NotFound("execution", executionId));
  }

  /** The executions of a job, those that changed least recently first; empty for no such job. */
  public final List<LocalExecution> executionsOfJob(String jobId) {
    List<LocalExecution> executions = new ArrayList<>();
    table(ExecutionBuckets.INDEX_JOB)
        .forEachKey(Keys.prefix(jobId), key -> executions.add(indexed(key)));
    executions.sort(
        Comparator.comparing(LocalExecution::updateTime).thenComparing(LocalExecution::id));
    return executions;
  }

  /** The executions in a state, those that have been in it longest first. */
  public final List<LocalExecution> executionsIn(LocalState state) {
    List<LocalExecution> executions = new ArrayList<>();
    Postings postings = postings(EnumSet.of(state), EnumSet.allOf(JobType.class));
    for (@Nullable String at = postings.first(); at != null; at = postings.find(at, false)) {
      executions.add(indexed(at));
    }
    return executions;
  }

  /** All executions that are not final, by state in the order of a good run. */
  public final List<LocalExecution> liveExecutions() {
    List<LocalExecution> live = new ArrayList<>();
    for (LocalState state : LocalState.values()) {
      if (!state.isFinal()) {
        live.addAll(executionsIn(state));
      }
    }
    return live;
  }

  private LocalExecution indexed(String key) {
    return table(ExecutionBuckets.EXECUTION).require(Keys.lastPart(key), LocalExecution.class);
  }

  /**
   * All changes of an execution, in order.
   *
   * @throws StoreException.NotFound when there is no such execution
   */
  public final List<LocalHistoryEntry> history(String executionId) {
    if (!table(ExecutionBuckets.EXECUTION).contains(executionId)) {
      throw new StoreException.NotFound("execution", executionId);
    }
    return table(ExecutionBuckets.HISTORY).list(Keys.prefix(executionId), LocalHistoryEntry.class);
  }

  /** The executions in any of these states and of jobs of these types, by update time. */
  final Postings postings(Set<LocalState> states, Set<JobType> types) {
    List<Postings> lists = new ArrayList<>();
    for (LocalState state : states) {
      for (JobType type : types) {
        lists.add(
            new Postings.IndexEntries(
                table(ExecutionBuckets.INDEX_STATE), Keys.join(state.text(), type.text()), false));
      }
    }
    return new Postings.Union(lists, false);
  }

  static String stateKey(LocalExecution execution) {
    return Keys.join(
        Keys.join(execution.state().text(), execution.job().type().text()),
        Keys.padded(Keys.nanos(execution.updateTime())),
        execution.id());
  }

  static String jobKey(LocalExecution execution) {
    return Keys.join(execution.job().id(), execution.id());
  }
}
