// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Job type × local state → what a compute node does with an execution that it finds when it starts.
 */
public final class RestartTable {
  private final Map<JobType, Map<LocalState, RestartAction>> rows;

  private RestartTable(Map<JobType, Map<LocalState, RestartAction>> rows) {
    this.rows = rows;
  }

  /** The table that Gadus ships: long-running work resumes, everything else is left alone. */
  public static RestartTable shipped() {
    Map<JobType, Map<LocalState, RestartAction>> rows = new EnumMap<>(JobType.class);
    for (JobType type : JobType.values()) {
      Map<LocalState, RestartAction> row = new EnumMap<>(LocalState.class);
      for (LocalState state : LocalState.values()) {
        row.put(state, RestartAction.NO_ACTION);
      }
      if (!type.endsByItself()) {
        row.put(LocalState.BID_ACCEPTED, RestartAction.RUN_AGAIN);
        row.put(LocalState.RUNNING, RestartAction.RUN_AGAIN);
      }
      rows.put(type, row);
    }
    return new RestartTable(rows);
  }

  /** This table with an operator's choice for what was interrupted of one job type. */
  public RestartTable with(JobType type, RestartAction action) {
    Map<JobType, Map<LocalState, RestartAction>> changed = new EnumMap<>(rows);
    Map<LocalState, RestartAction> row = new EnumMap<>(LocalState.class);
    for (LocalState state : LocalState.values()) {
      row.put(state, state.isInterruptible() ? action : RestartAction.NO_ACTION);
    }
    changed.put(type, row);
    return new RestartTable(changed);
  }

  public RestartAction action(JobType type, LocalState state) {
    Map<LocalState, RestartAction> row = rows.get(type);
    RestartAction action = row == null ? null : row.get(state);
    if (action == null) {
      throw new IllegalStateException("the restart table has no cell " + type + " × " + state);
    }
    return action;
  }
}
