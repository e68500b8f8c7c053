package dev.gadus.store;

import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.NodeState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a requester's store against itself, in one pass over the records of each bucket. */
final class JobVerifier {
  private final JobReader reader;
  private final Findings findings = new Findings();

  JobVerifier(JobReader reader) {
    this.reader = reader;
  }

  List<String> findings() {
    checkJobs();
    checkVersions();
    checkExecutions();
    checkEvaluations();
    checkHistory();
    checkNodes();
    findings.checkChanges(reader.table(ChangeLog.BUCKET));
    findings.checkOutbox(reader.table(Mailbox.OUTBOX), reader.table(Mailbox.OUTBOX_SEQUENCE));
    return findings.sentences();
  }

  private void checkJobs() {
    Table created = reader.table(JobBuckets.INDEX_CREATED);
    Table modified = reader.table(JobBuckets.INDEX_MODIFIED);
    Table names = reader.table(JobBuckets.INDEX_NAME);
    long[] totals = {0, 0, 0};
    reader
        .table(JobBuckets.JOB)
        .forEach(
            "",
            "",
            Job.class,
            job -> {
              String record = "job " + job.id();
              for (String key : JobIndex.createdKeys(job)) {
                findings.requireEntry(created, key, record);
                totals[1]++;
              }
              Set<String> nodes = new HashSet<>();
              for (Execution execution : reader.executions(job.id())) {
                nodes.add(execution.nodeId());
              }
              for (String node : nodes) {
                findings.requireEntry(created, JobIndex.nodeKey(job, node), record);
                totals[2]++;
              }
              for (String key : JobIndex.modifiedKeys(job)) {
                findings.requireEntry(modified, key, record);
              }
              findings.requireEntry(
                  names, JobIndex.nameKey(job.namespace(), job.name()), job.id(), record);
              totals[0]++;
              return true;
            });
    findings.requireSize(names, totals[0]);
    findings.requireSize(created, totals[1] + totals[2]);
    findings.requireSize(modified, totals[1]);
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
    Table ids = reader.table(JobBuckets.INDEX_EXECUTION);
    Table live = reader.table(JobBuckets.INDEX_LIVE);
    long[] totals = {0, 0};
    reader
        .table(JobBuckets.EXECUTION)
        .forEach(
            "",
            "",
            Execution.class,
            execution -> {
              String record = "execution " + execution.id();
              requireJob(execution.jobId(), record);
              findings.requireEntry(ids, execution.id(), execution.jobId(), record);
              totals[0]++;
              if (!execution.isFinal()) {
                findings.requireEntry(live, JobIndex.liveKey(execution), execution.jobId(), record);
                totals[1]++;
              }
              return true;
            });
    findings.requireSize(ids, totals[0]);
    findings.requireSize(live, totals[1]);
  }

  private void checkEvaluations() {
    Table pending = reader.table(JobBuckets.INDEX_PENDING);
    long[] total = {0};
    reader
        .table(JobBuckets.EVALUATION)
        .forEach(
            "",
            "",
            Evaluation.class,
            evaluation -> {
              String record = "evaluation " + evaluation.id();
              requireJob(evaluation.jobId(), record);
              if (evaluation.status() == EvaluationStatus.PENDING) {
                findings.requireEntry(
                    pending, JobIndex.pendingKey(evaluation), evaluation.jobId(), record);
                total[0]++;
              }
              return true;
            });
    findings.requireSize(pending, total[0]);
  }

  private void checkHistory() {
    Table executions = reader.table(JobBuckets.INDEX_EXECUTION);
    String[] job = {""};
    long[] last = {0};
    reader
        .table(JobBuckets.HISTORY)
        .forEach(
            "",
            "",
            HistoryEntry.class,
            entry -> {
              String record = "history row " + entry.seqNum() + " of job " + entry.jobId();
              if (!entry.jobId().equals(job[0])) {
                requireJob(entry.jobId(), record);
                job[0] = entry.jobId();
                last[0] = 0;
              }
              findings.require(entry.seqNum() == last[0] + 1, record + " follows row " + last[0]);
              last[0] = entry.seqNum();
              findings.require(
                  entry.executionId().isEmpty() || executions.contains(entry.executionId()),
                  record + " is about execution " + entry.executionId() + ", which is missing");
              return true;
            });
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
