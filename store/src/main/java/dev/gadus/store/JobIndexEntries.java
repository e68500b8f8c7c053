// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The index entries of a requester's store. */
record JobIndexEntries(JobReader reader) implements IndexEntries {
  @Override
  public List<String> indexes() {
    return List.of(
        JobBuckets.INDEX_NAME,
        JobBuckets.INDEX_CREATED,
        JobBuckets.INDEX_MODIFIED,
        JobBuckets.INDEX_EXECUTION,
        JobBuckets.INDEX_LIVE,
        JobBuckets.INDEX_PENDING);
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
  public boolean isMade(String index, String key, String value) {
    String last = Keys.lastPart(key);
    return switch (index) {
      case JobBuckets.INDEX_NAME ->
          reader.job(value).filter(job -> nameKey(job).equals(key)).isPresent();
      case JobBuckets.INDEX_CREATED ->
          reader.job(last).filter(job -> createdKeys(job).contains(key)).isPresent();
      case JobBuckets.INDEX_MODIFIED ->
          reader.job(last).filter(job -> JobIndex.modifiedKeys(job).contains(key)).isPresent();
      case JobBuckets.INDEX_EXECUTION -> execution(value, key).isPresent();
      case JobBuckets.INDEX_LIVE ->
          execution(value, last)
              .filter(execution -> !execution.isFinal())
              .filter(execution -> JobIndex.liveKey(execution).equals(key))
              .isPresent();
      default ->
          reader
              .evaluation(value, last)
              .filter(evaluation -> evaluation.status() == EvaluationStatus.PENDING)
              .filter(evaluation -> JobIndex.pendingKey(evaluation).equals(key))
              .isPresent();
    };
  }

  private Optional<Execution> execution(String jobId, String executionId) {
    return reader.table(JobBuckets.EXECUTION).get(Keys.join(jobId, executionId), Execution.class);
  }
}
