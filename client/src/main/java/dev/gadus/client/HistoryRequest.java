// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.time.Duration;

/**
 * Which part of a job's history to read.
 *
 * @param eventType the level of events: {@code all}, or one level
 * @param executionId beginning of an execution's id; empty for every execution
 * @param jobVersion 0 for the latest
 * @param allVersions true for the history of every version; {@code jobVersion} is then 0
 * @param limit page size; 0 leaves it to the node
 * @param nextToken where the page before ended; empty from the start
 * @param hold how long the node waits for something new before it answers with an empty page; zero
 *     to be answered at once
 */
public record HistoryRequest(
    String eventType,
    String executionId,
    long jobVersion,
    boolean allVersions,
    int limit,
    String nextToken,
    Duration hold) {
  /** The history of the latest version from the start. */
  public static HistoryRequest latest() {
    return new HistoryRequest("all", "", 0, false, 0, "", Duration.ZERO);
  }

  public HistoryRequest from(String token) {
    return new HistoryRequest(eventType, executionId, jobVersion, allVersions, limit, token, hold);
  }

  /** The same, held by the node until there is something new. */
  public HistoryRequest waiting(Duration time) {
    return new HistoryRequest(
        eventType, executionId, jobVersion, allVersions, limit, nextToken, time);
  }
}
