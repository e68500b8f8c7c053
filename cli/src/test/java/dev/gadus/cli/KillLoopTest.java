// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import dev.gadus.client.JobListRequest;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed while jobs are submitted and run, again and again on the same files. */
class KillLoopTest {
  /** {@code -Dgadus.kill.rounds=200} makes it long; the {@code long} profile does. */
  private static final int ROUNDS = Integer.getInteger("gadus.kill.rounds", 10);

  private static final int SUBMITTERS = 4;

  private static final int MOST_JOBS_PER_ROUND = 16;

  /** Then all jobs may end, or one of them would be interrupted so often that it is given up. */
  private static final int ROUNDS_UNTIL_REST = 5;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  /** Ids of the jobs whose submission was acknowledged. */
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

  /** For each job that was seen to be completed, the execution that did it. */
  private final Map<String, String> completed = new HashMap<>();

  @Test
  void nothingAcknowledgedIsLostAndNothingCompletedRunsAgain() throws Exception {
    long seed = Long.getLong("gadus.kill.seed", new Random().nextLong());
    System.out.println("-Dgadus.kill.seed=" + seed);
    Random random = new Random(seed);
    NodeFiles files = new NodeFiles(folder.resolve("data"));
    int interrupted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (NodeProcess node = NodeProcess.start(files.data(), folder);
          GadusClient client = node.client()) {
        if (round % ROUNDS_UNTIL_REST == ROUNDS_UNTIL_REST - 1) {
          awaitAll(node, client);
        }
        requireNothingLost(client, "seed " + seed + ", round " + round);
        submitUntilKilled(node, client, round, random);
      }
      files.check();
      interrupted += files.interruptedExecutions();
    }
    try (NodeProcess node = NodeProcess.start(files.data(), folder);
        GadusClient client = node.client()) {
      awaitAll(node, client);
      requireNothingLost(client, "seed " + seed + ", the end");
      assertThat(node.stop()).as(node.log()).isZero();
    }
    files.check();
    requireEachRanOnce(files);
    System.out.printf(
        "%d kills, %d jobs acknowledged, %d executions interrupted%n",
        ROUNDS, acknowledged.size(), interrupted);
  }

  /** Several submit at once; the kill comes after a random number of acknowledgements. */
  private void submitUntilKilled(NodeProcess node, GadusClient client, int round, Random random)
      throws Exception {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < MOST_JOBS_PER_ROUND; i++) {
      jobs.add(job("job-" + round + "-" + i, random.nextInt(3) * 20));
    }
    CountDownLatch due = new CountDownLatch(1 + random.nextInt(MOST_JOBS_PER_ROUND - SUBMITTERS));
    AtomicInteger next = new AtomicInteger();
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      submitters.add(Thread.startVirtualThread(() -> submit(client, jobs, next, due)));
    }
    due.await();
    node.kill();
    for (Thread submitter : submitters) {
      submitter.join();
    }
  }

  private void submit(
      GadusClient client, List<Job> jobs, AtomicInteger next, CountDownLatch acknowledgements) {
    for (int i = next.getAndIncrement(); i < jobs.size(); i = next.getAndIncrement()) {
      try {
        acknowledged.add(client.submit(jobs.get(i), false).jobId());
        acknowledgements.countDown();
      } catch (RuntimeException e) {
        // Not acknowledged: the node is gone, and the job may be there or not.
        return;
      }
    }
  }

  private Job job(String name, int millis) throws IOException {
    Path file = Jobs.file(folder, name, 1, "sleep", Integer.toString(millis), "print", "done");
    return new JobSource(file.toString(), folder, Files.readString(file)).job();
  }

  /** Every acknowledged job is there, and what was completed is as it was. */
  private void requireNothingLost(GadusClient client, String where) {
    Map<String, Job> found = new HashMap<>();
    client.jobs(JobListRequest.all(0)).items().forEach(job -> found.put(job.id(), job));
    assertThat(found.keySet()).as(where).containsAll(acknowledged);
    completed
        .keySet()
        .forEach(id ->
            assertThat(Objects.requireNonNull(found.get(id)).state().state())
                .isEqualTo(JobState.COMPLETED));
    for (Job job : found.values()) {
      if (job.state().state() == JobState.COMPLETED) {
        String execution = completing(client, job.id());
        assertThat(completed.getOrDefault(job.id(), execution)).as(where).isEqualTo(execution);
        completed.put(job.id(), execution);
      }
    }
  }

  private static String completing(GadusClient client, String jobId) {
    List<Execution> executions =
        client.executions(jobId, "", 0, false).stream()
            .filter(execution -> execution.isFinal() && !execution.state().state().isDiscarded())
            .toList();
    assertThat(executions).as(jobId).hasSize(1);
    return executions.getFirst().id();
  }

  private static void awaitAll(NodeProcess node, GadusClient client) {
    for (Job job : client.jobs(JobListRequest.all(0)).items()) {
      Job ended =
          Jobs.waiter(client)
              .await(job.id(), Optional.of(PATIENCE))
              .orElseThrow(() -> new AssertionError("does not end: " + job + "\n" + node.log()));
      assertThat(ended.state().state())
          .as("%s%n%s", ended, node.log())
          .isEqualTo(JobState.COMPLETED);
    }
  }

  /** The compute node has completed no job twice, and the requester knows no other completion. */
  private void requireEachRanOnce(NodeFiles files) throws IOException {
    Map<String, String> ran = new HashMap<>();
    try (ExecutionStore store = files.executions()) {
      for (LocalExecution execution :
          store.read(reader -> reader.executionsIn(LocalState.COMPLETED))) {
        assertThat(ran.put(execution.job().id(), execution.id())).isNull();
      }
      assertThat(store.counts()).containsEntry(LocalState.COMPLETED, (long) completed.size());
    }
    assertThat(ran).isEqualTo(completed);
    try (JobStore store = files.jobs()) {
      Map<String, Long> counts = store.read(reader -> reader.countByState());
      assertThat(counts).isEqualTo(Map.of("Completed", (long) completed.size()));
    }
  }
}
