// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The index entries of a requester's store. */
record JobIndexEntries(JobReader reader) implements IndexEntries {
  /** The indexes with how each of their entries is found in the records. */
  private static final Map<BucketName, Check> CHECKS =
      Map.of(
          JobBuckets.INDEX_NAME, JobIndexEntries::isNameMade,
          JobBuckets.INDEX_CREATED, JobIndexEntries::isCreatedMade,
          JobBuckets.INDEX_MODIFIED, JobIndexEntries::isModifiedMade,
          JobBuckets.INDEX_EXECUTION, JobIndexEntries::isExecutionMade,
          JobBuckets.INDEX_LIVE, JobIndexEntries::isLiveMade,
          JobBuckets.INDEX_PENDING, JobIndexEntries::isPendingMade);

  /** Whether the records make an entry of an index. */
  @FunctionalInterface
  private interface Check {
    boolean isMade(JobIndexEntries entries, String key, String value);
  }

  @Override
  public List<BucketName> indexes() {
    return JobBuckets.ALL.stream().filter(CHECKS::containsKey).toList();
  }

  @Override
  public void forEach(Visitor visitor) {
    reader
        .table(JobBuckets.JOB)
        .forEach(
            "",
            "",
            Job.class,
            job -> {
              String record = "job " + job.id();
              createdKeys(job)
                  .forEach(key -> visitor.visit(JobBuckets.INDEX_CREATED, key, "", record));
              JobIndex.modifiedKeys(job)
                  .forEach(key -> visitor.visit(JobBuckets.INDEX_MODIFIED, key, "", record));
              visitor.visit(JobBuckets.INDEX_NAME, nameKey(job), job.id(), record);
              return true;
            });
    reader
        .table(JobBuckets.EXECUTION)
        .forEach(
            "",
            "",
            Execution.class,
            execution -> {
              String record = "execution " + execution.id();
              String job = execution.jobId();
              visitor.visit(JobBuckets.INDEX_EXECUTION, execution.id(), job, record);
              if (!execution.isFinal()) {
                visitor.visit(JobBuckets.INDEX_LIVE, JobIndex.liveKey(execution), job, record);
              }
              return true;
            });
    reader
        .table(JobBuckets.EVALUATION)
        .forEach(
            "",
            "",
            Evaluation.class,
            evaluation -> {
              if (evaluation.status() == EvaluationStatus.PENDING) {
                visitor.visit(
                    JobBuckets.INDEX_PENDING,
                    JobIndex.pendingKey(evaluation),
                    evaluation.jobId(),
                    "evaluation " + evaluation.id());
              }
              return true;
            });
  }

  private Set<String> createdKeys(Job job) {
    Set<String> keys = new HashSet<>(JobIndex.createdKeys(job));
    for (Execution execution : reader.executions(job.id())) {
      keys.add(JobIndex.nodeKey(job, execution.nodeId()));
    }
    return keys;
  }

  private static String nameKey(Job job) {
    return JobIndex.nameKey(job.namespace(), job.name());
  }

  @Override
  public boolean isMade(BucketName index, String key, String value) {
    return Objects.requireNonNull(CHECKS.get(index), index.name()).isMade(this, key, value);
  }

  private boolean isNameMade(String key, String jobId) {
    return reader.job(jobId).filter(job -> nameKey(job).equals(key)).isPresent();
  }

  private boolean isCreatedMade(String key, String none) {
    return reader.job(Keys.lastPart(key)).filter(job -> createdKeys(job).contains(key)).isPresent();
  }

  private boolean isModifiedMade(String key, String none) {
    return reader
        .job(Keys.lastPart(key))
        .filter(job -> JobIndex.modifiedKeys(job).contains(key))
        .isPresent();
  }

  private boolean isExecutionMade(String executionId, String jobId) {
    return execution(jobId, executionId).isPresent();
  }

  private boolean isLiveMade(String key, String jobId) {
    return execution(jobId, Keys.lastPart(key))
        .filter(execution -> !execution.isFinal())
        .filter(execution -> JobIndex.liveKey(execution).equals(key))
        .isPresent();
  }

  private boolean isPendingMade(String key, String jobId) {
    return reader
        .evaluation(jobId, Keys.lastPart(key))
        .filter(evaluation -> evaluation.status() == EvaluationStatus.PENDING)
        .filter(evaluation -> JobIndex.pendingKey(evaluation).equals(key))
        .isPresent();
  }

  private Optional<Execution> execution(String jobId, String executionId) {
    return reader.table(JobBuckets.EXECUTION).get(Keys.join(jobId, executionId), Execution.class);
  }
}
