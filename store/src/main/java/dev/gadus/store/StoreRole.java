// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.LocalExecution;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The two kinds of store: their buckets, and how those of older layouts become today's. */
enum StoreRole {
  REQUESTER(StoreInfo.REQUESTER),
  COMPUTE(StoreInfo.COMPUTE);

  /** The layout of this program. */
  static final int SCHEMA_VERSION = 4;

  private final String text;

  StoreRole(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** All that a store of this role has. */
  List<BucketName> buckets() {
    List<BucketName> own =
        switch (this) {
          case REQUESTER -> JobBuckets.ALL;
          case COMPUTE -> ExecutionBuckets.ALL;
        };
    return Stream.concat(own.stream(), SharedBuckets.ALL.stream()).toList();
  }

  /** Brings the buckets of an older layout to today's, one version after the other. */
  void upgrade(Transaction transaction, int from) {
    if (from < 2) {
      switch (this) {
        case REQUESTER -> addChangeLog(transaction);
        case COMPUTE -> addTypeToStateIndex(transaction);
      }
    }
    if (from < 3 && this == REQUESTER) {
      addNodesToIndex(transaction);
    }
    if (from < 4 && this == COMPUTE) {
      addChangeLog(transaction);
    }
  }

  private static void addChangeLog(Transaction transaction) {
    transaction.createBucket(SharedBuckets.CHANGE.bytes());
  }

  private static void addNodesToIndex(Transaction transaction) {
    Table jobs = Table.in(transaction, JobBuckets.JOB);
    TreeSet<String> keys = new TreeSet<>();
    Table.in(transaction, JobBuckets.EXECUTION)
        .forEach(
            "",
            "",
            Execution.class,
            execution -> {
              Job job = jobs.require(execution.jobId(), Job.class);
              keys.add(JobIndex.nodeKey(job, execution.nodeId()));
              return true;
            });
    keys.forEach(Table.in(transaction, JobBuckets.INDEX_CREATED)::mark);
  }

  private static void addTypeToStateIndex(Transaction transaction) {
    TreeSet<String> keys = new TreeSet<>();
    Table.in(transaction, ExecutionBuckets.EXECUTION)
        .forEach(
            "",
            "",
            LocalExecution.class,
            execution -> {
              keys.add(ExecutionReader.stateKey(execution));
              return true;
            });
    transaction.deleteBucket(ExecutionBuckets.INDEX_STATE.bytes());
    transaction.createBucket(ExecutionBuckets.INDEX_STATE.bytes());
    keys.forEach(Table.in(transaction, ExecutionBuckets.INDEX_STATE)::mark);
  }
}
