// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/** The buckets of a requester's store, besides {@link SharedBuckets}. */
final class JobBuckets {
  static final BucketName JOB =
      BucketName.of("job", "job id", "the job, its latest version").readAgainSoon();
  static final BucketName VERSION =
      BucketName.of(
          "job-version", "job id / version", "what the job was when a later version replaced it");
  static final BucketName EXECUTION =
      BucketName.of("job-execution", "job id / execution id", "an execution").readAgainSoon();
  static final BucketName EVALUATION =
      BucketName.of("job-evaluation", "job id / evaluation id", "an evaluation");
  static final BucketName HISTORY =
      BucketName.of(
          "job-history",
          "job id / number",
          "a row of the job's history; numbers start at 1 and have no gaps");
  static final BucketName NODE = BucketName.of("node", "node id", "what is known of a node");
  static final BucketName INDEX_NAME = BucketName.of("idx-name", "namespace / name", "job id");

  /** See {@link JobIndex}. */
  static final BucketName INDEX_CREATED =
      BucketName.of("idx-created", "attribute / creation time / job id", "empty; for lists of jobs")
          .growingAtEnds();

  /** See {@link JobIndex}. */
  static final BucketName INDEX_MODIFIED =
      BucketName.of(
              "idx-modified",
              "attribute / time of the last change / job id",
              "empty; for lists of jobs")
          .growingAtEnds();

  static final BucketName INDEX_EXECUTION =
      BucketName.of("idx-execution", "execution id", "job id");
  static final BucketName INDEX_LIVE =
      BucketName.of("idx-live", "node id / execution id", "job id; executions that are not final");
  static final BucketName INDEX_PENDING =
      BucketName.of(
          "idx-pending",
          "time to wait for / creation time / evaluation id",
          "job id; pending evaluations");

  static final List<BucketName> ALL =
      List.of(
          JOB,
          VERSION,
          EXECUTION,
          EVALUATION,
          HISTORY,
          NODE,
          INDEX_NAME,
          INDEX_CREATED,
          INDEX_MODIFIED,
          INDEX_EXECUTION,
          INDEX_LIVE,
          INDEX_PENDING);

  /** The buckets whose keys start with a job's id and a separator. */
  static final List<BucketName> BELOW_JOB = List.of(VERSION, EXECUTION, EVALUATION, HISTORY);

  private JobBuckets() {}
}
