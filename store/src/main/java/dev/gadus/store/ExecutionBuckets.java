// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/**
 * The buckets of a compute node's store and their keys. Values are JSON unless said otherwise.
 *
 * <pre>
 * execution              execution id                 the execution
 * execution-history      execution id / version       a row of the history
 * execution-index        job id / execution id        nothing
 * execution-state-index  state / job type / update time / execution id   nothing
 * change                 position / job id            a change, see {@link ChangeLog}
 * </pre>
 *
 * <p>And those that both stores have, see {@link Mailbox} and {@link StoreFile}.
 */
final class ExecutionBuckets {
  static final String EXECUTION = "execution";
  static final String HISTORY = "execution-history";
  static final String INDEX_JOB = "execution-index";
  static final String INDEX_STATE = "execution-state-index";

  static final List<String> ALL =
      List.of(EXECUTION, HISTORY, INDEX_JOB, INDEX_STATE, ChangeLog.BUCKET);

  private ExecutionBuckets() {}
}
