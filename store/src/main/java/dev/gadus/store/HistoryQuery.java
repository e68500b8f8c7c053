// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.time.Instant;
import java.util.Optional;

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
    return new HistoryQuery(jobId, version, type, executionIdPrefix, since, limit, token);
  }

  public HistoryQuery ofType(String level) {
    return new HistoryQuery(
        jobId, jobVersion, Optional.of(level), executionIdPrefix, since, limit, token);
  }

  public HistoryQuery ofExecution(String idPrefix) {
    return new HistoryQuery(jobId, jobVersion, type, idPrefix, since, limit, token);
  }

  public HistoryQuery since(Instant time) {
    return new HistoryQuery(jobId, jobVersion, type, executionIdPrefix, time, limit, token);
  }

  public HistoryQuery withLimit(int most) {
    return new HistoryQuery(jobId, jobVersion, type, executionIdPrefix, since, most, token);
  }

  public HistoryQuery after(String nextToken) {
    return new HistoryQuery(jobId, jobVersion, type, executionIdPrefix, since, limit, nextToken);
  }
}
