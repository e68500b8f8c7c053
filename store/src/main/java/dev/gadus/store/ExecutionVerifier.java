// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import java.util.List;
import java.util.Map;

/** Checks a compute node's store against itself. */
final class ExecutionVerifier {
  private final ExecutionReader reader;
  private final Findings findings = new Findings();

  ExecutionVerifier(ExecutionReader reader) {
    this.reader = reader;
  }

  List<String> findings() {
    ExecutionIndexEntries indexes = new ExecutionIndexEntries(reader);
    findings.check(() -> findings.checkIndexes(reader::table, indexes));
    findings.check(this::checkExecutions);
    findings.checkBothStores(reader::table);
    return findings.sentences();
  }

  private void checkExecutions() {
    Table history = reader.table(ExecutionBuckets.HISTORY);
    Table executions = reader.table(ExecutionBuckets.EXECUTION);
    long[] rows = {0};
    executions.forEach(
        "",
        "",
        LocalExecution.class,
        execution -> {
          findings.require(
              executions.contains(execution.id()),
              "execution " + execution.id() + " is under another key");
          checkHistory(history, execution);
          rows[0] += execution.version();
          return true;
        });
    findings.requireSize(history, rows[0]);
  }

  /** Every change from the first to the present state has its row. */
  private void checkHistory(Table history, LocalExecution execution) {
    List<LocalHistoryEntry> rows =
        history.list(Keys.prefix(execution.id()), LocalHistoryEntry.class);
    String record = "execution " + execution.id();
    findings.require(
        rows.size() == execution.version(),
        record + " has " + rows.size() + " history rows at version " + execution.version());
    for (int i = 0; i < rows.size(); i++) {
      LocalHistoryEntry row = rows.get(i);
      boolean follows =
          row.newVersion() == i + 1
              && (i == 0
                  ? row.previousState().isEmpty()
                  : row.previousState().equals(java.util.Optional.of(rows.get(i - 1).newState())));
      findings.require(
          row.imported()
              || (i > 0
                  ? LocalState.TABLE.allows(rows.get(i - 1).newState(), row.newState())
                  : ExecutionWriter.FIRST_STATES.contains(row.newState())),
          record
              + " has a history row "
              + (i + 1)
              + " with state "
              + row.newState().text()
              + ", which cannot "
              + (i > 0 ? "follow " + rows.get(i - 1).newState().text() : "be the first"));
      findings.require(
          follows, record + " has a history row " + (i + 1) + " that does not follow: " + row);
    }
    findings.require(
        !rows.isEmpty() && rows.getLast().newState() == execution.state(),
        record + " is in state " + execution.state().text() + ", its history ends otherwise");
  }

  /** Compares counts in memory with a recount of the index. */
  static List<String> compareCounts(
      Map<LocalState, Long> counted, Map<LocalState, Long> recounted) {
    Findings findings = new Findings();
    for (LocalState state : LocalState.values()) {
      long count = counted.getOrDefault(state, 0L);
      long recount = recounted.getOrDefault(state, 0L);
      findings.require(
          count == recount,
          "the count of state " + state.text() + " is " + count + ", a recount gives " + recount);
    }
    return findings.sentences();
  }
}
