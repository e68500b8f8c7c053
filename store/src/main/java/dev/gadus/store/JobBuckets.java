// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/**
 * The buckets of a requester's store and their keys. Values are JSON unless said otherwise.
 *
 * <pre>
 * job             job id                               the job, latest version
 * job-version     job id / version                     what the job was before a later version
 * job-execution   job id / execution id                an execution
 * job-evaluation  job id / evaluation id               an evaluation
 * job-history     job id / sequence number             a row of the history
 * node            node id                              what is known of a node
 * idx-name        namespace / name                     job id as text
 * idx-created     attribute / creation time / job id   nothing, see {@link JobIndex}
 * idx-modified    attribute / change time / job id     nothing, see {@link JobIndex}
 * idx-execution   execution id                         job id as text
 * idx-live        node id / execution id               job id as text; not final executions
 * change          position / job id                    a change, see {@link ChangeLog}
 * idx-pending     wait until / creation / evaluation   job id as text; pending evaluations
 * </pre>
 *
 * <p>And those that both stores have, see {@link Mailbox} and {@link StoreFile}.
 */
final class JobBuckets {
  static final String JOB = "job";
  static final String VERSION = "job-version";
  static final String EXECUTION = "job-execution";
  static final String EVALUATION = "job-evaluation";
  static final String HISTORY = "job-history";
  static final String NODE = "node";
  static final String INDEX_NAME = "idx-name";
  static final String INDEX_CREATED = "idx-created";
  static final String INDEX_MODIFIED = "idx-modified";
  static final String INDEX_EXECUTION = "idx-execution";
  static final String INDEX_LIVE = "idx-live";
  static final String INDEX_PENDING = "idx-pending";

  static final List<String> ALL =
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
          INDEX_PENDING,
          ChangeLog.BUCKET);

  /** The buckets whose keys start with a job's id and a separator. */
  static final List<String> BELOW_JOB = List.of(VERSION, EXECUTION, EVALUATION, HISTORY);

  private JobBuckets() {}
}
