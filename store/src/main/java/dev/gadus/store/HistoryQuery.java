// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which rows of a job's history are wanted. Start from {@link #of}.
 *
 * @param jobVersion 0 for all versions
 * @param type {@link dev.gadus.model.HistoryEntry#JOB_LEVEL}, {@link
 *     dev.gadus.model.HistoryEntry#EXECUTION_LEVEL}, or absent for both
 * @param executionIdPrefix empty for all executions and the job itself
 * @param since rows of this time or later
 * @param limit most rows in a page; 0 for no limit
 * @param token the last page's {@link Page#nextToken}, empty for the first page
 */
public record HistoryQuery(
    String jobId,
    long jobVersion,
    Optional<String> type,
    String executionIdPrefix,
    Instant since,
    int limit,
    String token) {
  public HistoryQuery {
    if (limit < 0) {
      throw new StoreException.InvalidQuery("limit must be 0 or more: limit=" + limit);
    }
  }

  /** The whole history of a job in one page. */
  public static HistoryQuery of(String jobId) {
    return new HistoryQuery(jobId, 0, Optional.empty(), "", Instant.EPOCH, 0, "");
  }

  public HistoryQuery ofVersion(long version) {
    return changed(draft -> draft.jobVersion = version);
  }

  public HistoryQuery ofType(String level) {
    return changed(draft -> draft.type = Optional.of(level));
  }

  public HistoryQuery ofExecution(String idPrefix) {
    return changed(draft -> draft.executionIdPrefix = idPrefix);
  }

  public HistoryQuery since(Instant time) {
    return changed(draft -> draft.since = time);
  }

  public HistoryQuery withLimit(int most) {
    return changed(draft -> draft.limit = most);
  }

  public HistoryQuery after(String nextToken) {
    return changed(draft -> draft.token = nextToken);
  }

  private HistoryQuery changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.query();
  }

  /** The components, while one of them changes. */
  private static final class Draft {
    String jobId;
    long jobVersion;
    Optional<String> type;
    String executionIdPrefix;
    Instant since;
    int limit;
    String token;

    Draft(HistoryQuery query) {
      this.jobId = query.jobId;
      this.jobVersion = query.jobVersion;
      this.type = query.type;
      this.executionIdPrefix = query.executionIdPrefix;
      this.since = query.since;
      this.limit = query.limit;
      this.token = query.token;
    }

    HistoryQuery query() {
      return new HistoryQuery(jobId, jobVersion, type, executionIdPrefix, since, limit, token);
    }
  }
}
