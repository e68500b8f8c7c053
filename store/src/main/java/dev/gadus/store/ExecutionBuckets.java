// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/** The buckets of a compute node's store, besides {@link SharedBuckets}. */
final class ExecutionBuckets {
  static final BucketName EXECUTION =
      BucketName.of(
              "execution",
              "execution id",
              "the execution with its job, requester, state, version, times")
          .readAgainSoon();
  static final BucketName HISTORY =
      BucketName.of("execution-history", "execution id / version", "a change of its state");
  static final BucketName INDEX_JOB =
      BucketName.of("execution-index", "job id / execution id", "empty");
  static final BucketName INDEX_STATE =
      BucketName.of(
              "execution-state-index",
              "state / job type / time of the last change / execution id",
              "empty")
          .growingAtEnds();

  static final List<BucketName> ALL = List.of(EXECUTION, HISTORY, INDEX_JOB, INDEX_STATE);

  private ExecutionBuckets() {}
}
