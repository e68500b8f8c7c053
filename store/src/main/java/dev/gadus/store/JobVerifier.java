// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Evaluation;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.NodeState;
import java.util.List;

/** Checks a requester's store against itself, bucket by bucket. */
final class JobVerifier {
  private final JobReader reader;
  private final Findings findings = new Findings();

  JobVerifier(JobReader reader) {
    this.reader = reader;
  }

  List<String> findings() {
    JobIndexEntries indexes = new JobIndexEntries(reader);
    findings.check(() -> findings.checkIndexes(reader::table, indexes));
    findings.check(this::checkVersions);
    findings.check(this::checkExecutions);
    findings.check(this::checkEvaluations);
    findings.check(this::checkHistory);
    findings.check(this::checkNodes);
    findings.checkBothStores(reader::table);
    return findings.sentences();
  }

  private void checkVersions() {
    Table versions = reader.table(JobBuckets.VERSION);
    versions.forEach(
        "",
        "",
        Job.class,
        old -> {
          requireJob(old.id(), "version " + old.version());
          findings.require(
              versions.contains(Keys.join(old.id(), Keys.padded(old.version()))),
              "version " + old.version() + " of job " + old.id() + " is under another key");
          reader
              .job(old.id())
              .ifPresent(latest ->
                  findings.require(
                      old.version() < latest.version(),
                      "version "
                          + old.version()
                          + " of job "
                          + old.id()
                          + " is kept although the latest is "
                          + latest.version()));
          return true;
        });
  }

  private void checkExecutions() {
    Table executions = reader.table(JobBuckets.EXECUTION);
    executions.forEach(
        "",
        "",
        Execution.class,
        execution -> {
          String record = "execution " + execution.id();
          requireJob(execution.jobId(), record);
          findings.require(
              executions.contains(Keys.join(execution.jobId(), execution.id())),
              record + " is under another key");
          return true;
        });
  }

  private void checkEvaluations() {
    reader
        .table(JobBuckets.EVALUATION)
        .forEach(
            "",
            "",
            Evaluation.class,
            evaluation -> {
              requireJob(evaluation.jobId(), "evaluation " + evaluation.id());
              return true;
            });
  }

  private void checkHistory() {
    Table executions = reader.table(JobBuckets.EXECUTION);
    String[] job = {""};
    long[] last = {0};
    StateHistory states = new StateHistory(reader, findings);
    reader
        .table(JobBuckets.HISTORY)
        .forEach(
            "",
            "",
            HistoryEntry.class,
            entry -> {
              String record = "history row " + entry.seqNum() + " of job " + entry.jobId();
              if (!entry.jobId().equals(job[0])) {
                states.finish(job[0]);
                requireJob(entry.jobId(), record);
                job[0] = entry.jobId();
                last[0] = 0;
              }
              findings.require(entry.seqNum() == last[0] + 1, record + " follows row " + last[0]);
              last[0] = entry.seqNum();
              states.add(entry);
              findings.require(
                  entry.executionId().isEmpty()
                      || executions.contains(Keys.join(entry.jobId(), entry.executionId())),
                  record + " is about execution " + entry.executionId() + ", which is missing");
              return true;
            });
    states.finish(job[0]);
  }

  private void checkNodes() {
    Table nodes = reader.table(JobBuckets.NODE);
    nodes.forEach(
        "",
        "",
        NodeState.class,
        node -> {
          findings.require(
              nodes.contains(node.info().nodeId()),
              "node " + node.info().nodeId() + " is under another key");
          return true;
        });
  }

  private void requireJob(String jobId, String record) {
    findings.require(
        reader.table(JobBuckets.JOB).contains(jobId),
        record + " belongs to job " + jobId + ", which is missing");
  }
}
