package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes, each compared with a model in memory and followed by the store's own check. */
class JobStoreRandomTest {
  private static final int STEPS = 250;

  @TempDir Path directory;

  @Test
  void theStoreDoesWhatASimpleModelDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Model model = new Model(new Random(seed + 1));
    JobStore store = Samples.jobStore(directory);
    try {
      for (int step = 0; step < STEPS; step++) {
        String where = "seed " + seed + ", step " + step;
        if (random.nextInt(20) == 0) {
          store.close();
          store = Samples.jobStore(directory);
        }
        int changes = 1 + random.nextInt(4);
        if (random.nextInt(5) == 0) {
          abort(store, model, changes);
        } else {
          Model before = model;
          model = store.write(writer -> before.changed(writer, changes));
        }
        assertThat(store.verify()).as(where).isEmpty();
        model.compare(store, where);
      }
    } finally {
      store.close();
    }
  }

  private static void abort(JobStore store, Model model, int changes) {
    assertThatThrownBy(() ->
            Samples.write(
                store,
                writer -> {
                  model.changed(writer, changes);
                  throw new IllegalStateException("undo");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("undo");
  }

  /** The same as plain maps. */
  private static final class Model {
    private final Random random;
    private final Map<String, List<Job>> jobs = new TreeMap<>();
    private final Map<String, Execution> executions = new TreeMap<>();
    private final Map<String, Evaluation> evaluations = new TreeMap<>();
    private final Map<String, List<HistoryEntry>> histories = new HashMap<>();
    private final Map<String, List<Long>> outbox = new TreeMap<>();
    private int created;
    private long clock = NANOS;

    Model(Random random) {
      this.random = random;
    }

    Model copy() {
      Model copy = new Model(random);
      jobs.forEach((id, versions) -> copy.jobs.put(id, new ArrayList<>(versions)));
      copy.executions.putAll(executions);
      copy.evaluations.putAll(evaluations);
      histories.forEach((id, rows) -> copy.histories.put(id, new ArrayList<>(rows)));
      outbox.forEach((to, numbers) -> copy.outbox.put(to, new ArrayList<>(numbers)));
      copy.created = created;
      copy.clock = clock;
      return copy;
    }

    private static <T> List<T> of(Map<String, List<T>> lists, String id) {
      return Objects.requireNonNull(lists.get(id), id);
    }

    /** This model and the store after the same changes. */
    Model changed(JobWriter writer, int changes) {
      Model changed = copy();
      changed.change(writer, changes);
      return changed;
    }

    private void change(JobWriter writer, int changes) {
      for (int i = 0; i < changes; i++) {
        clock += random.nextInt(3);
        if (jobs.isEmpty()) {
          createJob(writer);
          continue;
        }
        List<String> ids = List.copyOf(jobs.keySet());
        String jobId = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(9)) {
          case 0, 1 -> createJob(writer);
          case 2 -> updateJob(writer, jobId);
          case 3 -> createExecution(writer, jobId);
          case 4 -> updateExecution(writer);
          case 5 -> putEvaluation(writer, jobId);
          case 6 -> append(writer, jobId);
          case 7 -> send(writer);
          default -> {
            if (random.nextInt(3) == 0) {
              delete(writer, jobId);
            }
          }
        }
      }
    }

    private void createJob(JobWriter writer) {
      Map<String, String> labels =
          random.nextBoolean() ? Map.of() : Map.of("env", random.nextBoolean() ? "a" : "b/c");
      String namespace = random.nextBoolean() ? "default" : "n/s";
      Job job = Samples.job("j-" + created++, namespace, JobType.BATCH, labels, clock);
      writer.createJob(job);
      jobs.put(job.id(), new ArrayList<>(List.of(job)));
      histories.put(job.id(), new ArrayList<>());
    }

    private void updateJob(JobWriter writer, String jobId) {
      List<Job> versions = of(jobs, jobId);
      Job latest = versions.getLast();
      List<JobState> next = List.copyOf(JobState.TABLE.next(latest.state().state()));
      Status<JobState> state = Status.of(next.get(random.nextInt(next.size())));
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

    private void updateExecution(JobWriter writer) {
      List<Execution> live = executions.values().stream().filter(e -> !e.isFinal()).toList();
      if (live.isEmpty()) {
        return;
      }
      Execution stored = live.get(random.nextInt(live.size()));
      List<ExecutionState> next = List.copyOf(ExecutionState.TABLE.next(stored.state().state()));
      Execution changed =
          stored.withState(
              Status.of(next.get(random.nextInt(next.size()))),
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
      HistoryEntry entry =
          writer.appendHistory(of(jobs, jobId).getLast(), Samples.event("event " + created++));
      of(histories, jobId).add(entry);
      assertThat(entry.seqNum()).isEqualTo(of(histories, jobId).size());
    }

    private void send(JobWriter writer) {
      String to = "n-" + random.nextInt(3);
      List<Long> numbers = outbox.computeIfAbsent(to, receiver -> new ArrayList<>());
      numbers.add(writer.send(to, MailboxTest.message(1)).sequence());
      assertThat(numbers.getLast()).isEqualTo(numbers.size());
    }

    private void delete(JobWriter writer, String jobId) {
      writer.deleteJob(jobId);
      jobs.remove(jobId);
      histories.remove(jobId);
      executions.values().removeIf(execution -> execution.jobId().equals(jobId));
      evaluations.values().removeIf(evaluation -> evaluation.jobId().equals(jobId));
    }

    void compare(JobStore store, String where) {
      store.read(reader -> {
        Comparator<Job> byModification =
            Comparator.comparingLong(Job::modifyTime).thenComparing(Job::id);
        assertThat(reader.jobs(JobQuery.ALL.orderedBy(JobQuery.Order.MODIFIED, false)).items())
            .as(where)
            .isEqualTo(jobs.values().stream().map(List::getLast).sorted(byModification).toList());
        jobs.forEach((id, versions) -> {
          assertThat(reader.versions(id)).as(where).isEqualTo(versions);
          assertThat(reader.history(HistoryQuery.of(id)).items())
              .as(where)
              .isEqualTo(histories.get(id));
        });
        List<Execution> live =
            executions.values().stream()
                .filter(execution -> !execution.isFinal())
                .sorted(Comparator.comparing(Execution::nodeId).thenComparing(Execution::id))
                .toList();
        assertThat(reader.liveExecutions()).as(where).isEqualTo(live);
        executions.forEach(
            (id, execution) -> assertThat(reader.execution(id)).as(where).contains(execution));
        assertThat(reader.pendingEvaluations(Instant.MAX, 0)).as(where).isEqualTo(pending());
        return true;
      });
      outbox.forEach((to, numbers) ->
          assertThat(store.outbox().messages(to, 0, Integer.MAX_VALUE))
              .as(where)
              .hasSize(numbers.size()));
    }
  }
}
