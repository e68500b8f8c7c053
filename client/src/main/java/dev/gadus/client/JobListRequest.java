// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.util.List;

/**
 * Which jobs to list. Empty text leaves the choice to the node.
 *
 * @param namespace {@code *} for all
 * @param labels label selectors that must all hold, such as {@code team=docs}
 * @param limit page size, at least 1; 0 for no limit
 * @param nextToken from the page before; then the other fields are the node's memory of it
 * @param orderBy {@code created_at}, {@code modified_at} or {@code id}
 * @param reverse true for newest first
 */
public record JobListRequest(
    String namespace,
    List<String> labels,
    int limit,
    String nextToken,
    String orderBy,
    boolean reverse) {
  public JobListRequest {
    labels = List.copyOf(labels);
    if (limit < 0) {
      throw new IllegalArgumentException("a page cannot have a negative size: limit=" + limit);
    }
  }

  /** Every job, oldest first, in pages of {@code limit}. */
  public static JobListRequest all(int limit) {
    return new JobListRequest("*", List.of(), limit, "", "", false);
  }
}
