// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** All changes of a requester's store. */
final class JobChanges implements PowerLossRun.Kind<JobStore> {
  @Override
  public StoreRole role() {
    return StoreRole.REQUESTER;
  }

  @Override
  public JobStore open(Path path, StoreOptions options, FileSystem files) {
    return JobStore.open(path, options, files);
  }

  @Override
  public StoreFile file(JobStore store) {
    return store.file();
  }

  @Override
  public List<String> verify(JobStore store) {
    return store.verify();
  }

  @Override
  public void change(JobStore store, Random random) {
    switch (random.nextInt(10)) {
      case 0 ->
          store.applyRetention(
              Retention.KEEP_ALL.finished(
                  PowerLossRun.type(random), Retention.Limit.ofCount(random.nextInt(4))));
      case 1 -> ExecutionChanges.removeMessages(store.outbox(), random);
      case 2 -> abort(store, random);
      default -> Samples.write(store, writer -> change(writer, random));
    }
  }

  private static void abort(JobStore store, Random random) {
    try {
      Samples.write(
          store,
          writer -> {
            change(writer, random);
            throw new IllegalStateException("undo");
          });
    } catch (IllegalStateException undone) {
      // Nothing may have changed; who judges the store sees it.
    }
  }

  private static void change(JobWriter writer, Random random) {
    int steps = 1 + random.nextInt(3);
    for (int step = 0; step < steps; step++) {
      List<Job> jobs = writer.jobs(JobQuery.ALL).items();
      if (jobs.isEmpty() || random.nextInt(8) < 2) {
        createJob(writer, random);
      } else {
        change(writer, jobs.get(random.nextInt(jobs.size())), random);
      }
    }
    if (random.nextInt(4) == 0) {
      writer.accept(ExecutionChanges.incoming(writer.table(SharedBuckets.INBOX), random));
    }
  }

  private static String id(String prefix, Random random) {
    return prefix + "-" + Long.toUnsignedString(random.nextLong(), 36);
  }

  private static void createJob(JobWriter writer, Random random) {
    Map<String, String> labels = random.nextBoolean() ? Map.of() : Map.of("env", "a/b");
    Job job =
        Samples.job(
            id("j", random),
            "n/" + random.nextInt(2),
            PowerLossRun.type(random),
            labels,
            Samples.NANOS + random.nextInt(100));
    writer.createJob(job);
    writer.appendHistory(job, Samples.event("submitted"));
    writer.putEvaluation(
        Samples.evaluation(id("v", random), job.id(), Instant.EPOCH, job.createTime()));
  }

  private static void change(JobWriter writer, Job job, Random random) {
    switch (random.nextInt(9)) {
      case 0, 1 -> writer.updateJob(job.withState(next(job, random), job.modifyTime() + 1));
      case 2 ->
          writer.putJobVersion(
              job.withSpecOf(
                  Samples.job(job.id(), job.namespace(), job.type(), Map.of("env", "c"), 0),
                  next(job, random),
                  job.modifyTime() + 1));
      case 3 -> {
        Execution execution =
            Samples.execution(
                id("e", random), job.id(), ExecutionChanges.receiver(random), job.modifyTime());
        writer.createExecution(execution);
        writer.appendHistory(execution, Samples.event("asked"));
        writer.send(execution.nodeId(), MailboxTest.message(1));
      }
      case 4, 5 -> updateExecution(writer, random);
      case 6 ->
          writer.pendingEvaluations(Instant.MAX, 1).stream()
              .map(evaluation -> done(evaluation, job))
              .forEach(writer::putEvaluation);
      case 7 -> node(writer, random);
      default -> writer.deleteJob(job.id());
    }
  }

  private static Status<JobState> next(Job job, Random random) {
    List<JobState> next = JobState.TABLE.next(job.state().state()).stream().sorted().toList();
    return Status.of(next.get(random.nextInt(next.size())));
  }

  private static Evaluation done(Evaluation evaluation, Job job) {
    return evaluation.withStatus(EvaluationStatus.COMPLETE, "done", job.modifyTime());
  }

  private static void updateExecution(JobWriter writer, Random random) {
    List<Execution> live = writer.liveExecutions();
    if (live.isEmpty()) {
      return;
    }
    Execution stored = live.get(random.nextInt(live.size()));
    List<ExecutionState> next =
        ExecutionState.TABLE.next(stored.state().state()).stream().sorted().toList();
    writer.updateExecution(
        stored.withState(
            Status.of(next.get(random.nextInt(next.size()))),
            Status.of(DesiredState.RUNNING),
            stored.modifyTime() + 1));
  }

  private static void node(JobWriter writer, Random random) {
    String id = ExecutionChanges.receiver(random);
    Optional.of(id)
        .filter(node -> random.nextBoolean())
        .ifPresentOrElse(node -> writer.putNode(Samples.node(node)), () -> writer.removeNode(id));
  }
}
