// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** What a job store must hold, as plain maps, and random changes of both. */
final class JobModel {
  private static final Comparator<Job> BY_MODIFICATION =
      Comparator.comparingLong(Job::modifyTime).thenComparing(Job::id);

  private final Random random;
  private final Map<String, List<Job>> jobs = new TreeMap<>();
  private final Map<String, Execution> executions = new TreeMap<>();
  private final Map<String, Evaluation> evaluations = new TreeMap<>();
  private final Map<String, List<HistoryEntry>> histories = new HashMap<>();
  private final Set<String> removedJobs = new HashSet<>();
  private final Set<String> removedExecutions = new HashSet<>();
  private final MailboxModel mailbox;
  private int created;
  private long clock = Samples.NANOS;

  JobModel(Random random) {
    this(random, new MailboxModel());
  }

  private JobModel(Random random, MailboxModel mailbox) {
    this.random = random;
    this.mailbox = mailbox;
  }

  private JobModel copy() {
    JobModel copy = new JobModel(random, mailbox.copy());
    jobs.forEach((id, versions) -> copy.jobs.put(id, new ArrayList<>(versions)));
    copy.executions.putAll(executions);
    copy.evaluations.putAll(evaluations);
    histories.forEach((id, rows) -> copy.histories.put(id, new ArrayList<>(rows)));
    copy.removedJobs.addAll(removedJobs);
    copy.removedExecutions.addAll(removedExecutions);
    copy.created = created;
    copy.clock = clock;
    return copy;
  }

  Instant now() {
    return Instant.ofEpochSecond(0, clock);
  }

  /** This model and the store after the same changes in one transaction. */
  JobModel changed(JobWriter writer, int changes) {
    JobModel changed = copy();
    for (int i = 0; i < changes; i++) {
      changed.change(writer);
    }
    return changed;
  }

  /** What is done to a store from outside of its transactions. */
  void tend(JobStore store) {
    switch (random.nextInt(5)) {
      case 0 -> store.compact();
      case 1 -> store.shrink();
      case 2, 3 -> applyRetention(store);
      default -> mailbox.remove(store.outbox(), random);
    }
  }

  private void change(JobWriter writer) {
    clock += random.nextInt(3);
    if (jobs.isEmpty()) {
      createJob(writer);
      return;
    }
    String jobId = any(jobs.keySet());
    switch (random.nextInt(11)) {
      case 0, 1 -> createJob(writer);
      case 2, 3 -> updateJob(writer, jobId);
      case 4 -> createExecution(writer, jobId);
      case 5 -> updateExecution(writer);
      case 6 -> putEvaluation(writer, jobId);
      case 7 -> append(writer, jobId);
      case 8 -> mailbox.send(to -> writer.send(to, MailboxTest.message(1)), random);
      case 9 -> mailbox.accept(writer::accept, random);
      default -> {
        if (random.nextInt(3) == 0) {
          writer.deleteJob(jobId);
          remove(jobId);
        }
      }
    }
  }

  private <T extends Comparable<T>> T any(Collection<T> choices) {
    return choices.stream().sorted().skip(random.nextInt(choices.size())).findFirst().orElseThrow();
  }

  private List<Job> versions(String jobId) {
    return Objects.requireNonNull(jobs.get(jobId), jobId);
  }

  private List<Job> latest() {
    return jobs.values().stream().map(List::getLast).sorted(BY_MODIFICATION).toList();
  }

  private void createJob(JobWriter writer) {
    Map<String, String> labels =
        random.nextBoolean() ? Map.of() : Map.of("env", random.nextBoolean() ? "a" : "b/c");
    String namespace = random.nextBoolean() ? "default" : "n/s";
    JobType type = any(List.of(JobType.values()));
    Job job = Samples.job("j-" + created++, namespace, type, labels, clock);
    writer.createJob(job);
    jobs.put(job.id(), new ArrayList<>(List.of(job)));
    histories.put(job.id(), new ArrayList<>());
  }

  private void updateJob(JobWriter writer, String jobId) {
    List<Job> versions = versions(jobId);
    Job latest = versions.getLast();
    Status<JobState> state = Status.of(any(JobState.TABLE.next(latest.state().state())));
    if (random.nextInt(3) == 0) {
      Job spec = Samples.job(jobId, latest.namespace(), latest.type(), Map.of("env", "d"), 0);
      Job version = latest.withSpecOf(spec, state, clock);
      writer.putJobVersion(version);
      versions.add(version);
    } else {
      Job changed = latest.withState(state, clock);
      writer.updateJob(changed);
      versions.set(versions.size() - 1, changed);
    }
  }

  private void createExecution(JobWriter writer, String jobId) {
    Execution execution =
        Samples.execution("e-" + created++, jobId, "n-" + random.nextInt(3), clock);
    writer.createExecution(execution);
    executions.put(execution.id(), execution);
  }

  private List<Execution> live() {
    return executions.values().stream().filter(execution -> !execution.isFinal()).toList();
  }

  private void updateExecution(JobWriter writer) {
    List<Execution> live = live();
    if (live.isEmpty()) {
      return;
    }
    Execution stored = live.get(random.nextInt(live.size()));
    Execution changed =
        stored.withState(
            Status.of(any(ExecutionState.TABLE.next(stored.state().state()))),
            Status.of(DesiredState.RUNNING),
            clock);
    writer.updateExecution(changed);
    executions.put(changed.id(), changed);
  }

  private void putEvaluation(JobWriter writer, String jobId) {
    List<Evaluation> pending = pending();
    Evaluation evaluation =
        pending.isEmpty() || random.nextBoolean()
            ? Samples.evaluation(
                "v-" + created++, jobId, Instant.ofEpochSecond(0, random.nextInt(3)), clock)
            : pending.getFirst().withStatus(EvaluationStatus.COMPLETE, "done", clock);
    writer.putEvaluation(evaluation);
    evaluations.put(evaluation.id(), evaluation);
  }

  private List<Evaluation> pending() {
    return evaluations.values().stream()
        .filter(evaluation -> evaluation.status() == EvaluationStatus.PENDING)
        .sorted(
            Comparator.comparing(Evaluation::waitUntil)
                .thenComparingLong(Evaluation::createTime)
                .thenComparing(Evaluation::id))
        .toList();
  }

  private void append(JobWriter writer, String jobId) {
    List<HistoryEntry> history = Objects.requireNonNull(histories.get(jobId), jobId);
    HistoryEntry entry =
        writer.appendHistory(versions(jobId).getLast(), Samples.event("event " + created++));
    history.add(entry);
    assertThat(entry.seqNum()).isEqualTo(history.size());
  }

  private void remove(String jobId) {
    jobs.remove(jobId);
    removedJobs.add(jobId);
    histories.remove(jobId);
    executions.values().stream()
        .filter(execution -> execution.jobId().equals(jobId))
        .map(Execution::id)
        .forEach(removedExecutions::add);
    executions.keySet().removeAll(removedExecutions);
    evaluations.values().removeIf(evaluation -> evaluation.jobId().equals(jobId));
  }

  private void applyRetention(JobStore store) {
    JobType type = any(List.of(JobType.values()));
    Retention.Limit limit = RandomRetention.limit(random);
    boolean finished = random.nextInt(4) != 0;
    List<Job> concerned =
        latest().stream()
            .filter(job -> job.type() == type && job.state().state().isFinal() == finished)
            .toList();
    List<String> removed =
        RandomRetention.due(limit, concerned, Job::modifyTime, clock).stream()
            .map(Job::id)
            .filter(id ->
                !finished || live().stream().noneMatch(execution -> execution.jobId().equals(id)))
            .toList();
    Retention rules =
        finished
            ? Retention.KEEP_ALL.finished(type, limit)
            : Retention.KEEP_ALL.unfinished(type, limit);
    assertThat(store.applyRetention(rules)).as("%s", rules).isEqualTo(removed.size());
    removed.forEach(this::remove);
  }

  void compare(JobStore store, String where) {
    store.read(reader -> {
      assertThat(reader.jobs(JobQuery.ALL.orderedBy(JobQuery.Order.MODIFIED, false)).items())
          .as(where)
          .isEqualTo(latest());
      jobs.forEach((id, versions) -> {
        assertThat(reader.versions(id)).as(where).isEqualTo(versions);
        assertThat(reader.history(HistoryQuery.of(id)).items())
            .as(where)
            .isEqualTo(histories.get(id));
      });
      List<Execution> live =
          live().stream()
              .sorted(Comparator.comparing(Execution::nodeId).thenComparing(Execution::id))
              .toList();
      assertThat(reader.liveExecutions()).as(where).isEqualTo(live);
      executions.forEach(
          (id, execution) -> assertThat(reader.execution(id)).as(where).contains(execution));
      evaluations.forEach((id, evaluation) ->
          assertThat(reader.evaluation(evaluation.jobId(), id)).as(where).contains(evaluation));
      assertThat(reader.pendingEvaluations(Instant.MAX, 0)).as(where).isEqualTo(pending());
      removedJobs.forEach(id -> assertThat(reader.job(id)).as(where).isEmpty());
      removedExecutions.forEach(id -> assertThat(reader.execution(id)).as(where).isEmpty());
      return true;
    });
    mailbox.compare(store.outbox(), where);
  }
}
