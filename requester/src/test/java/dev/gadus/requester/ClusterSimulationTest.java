// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A requester and many nodes whose messages are lost, repeated and late, whose processes end and
 * start again, and whose users change their minds, all as the dice say. In the end everything is
 * delivered, and then every job has ended and nothing is left over. {@code -Dgadus.seed=N} repeats
 * the run of one seed.
 */
final class ClusterSimulationTest {
  private static final int RUNS = 3;
  private static final int STEPS = 400;
  private static final int FEW_NODES = 4;
  private static final int MANY_NODES = 50;

  @TempDir Path folder;

  @Test
  void everyJobEndsWhateverHappens() throws IOException {
    Long given = Long.getLong("gadus.seed");
    long first = given == null ? new Random().nextLong() : given;
    int runs = given == null ? RUNS : 1;
    System.out.printf("simulated clusters: seeds from %d, runs=%d%n", first, runs);
    Map<JobState, Integer> ends = new EnumMap<>(JobState.class);
    for (long seed = first; seed < first + runs; seed++) {
      try {
        run(seed, FEW_NODES, ends);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println("jobs of simulated clusters ended as " + ends);
  }

  @Test
  void fiftyNodesShareTheWork() throws IOException {
    try (TestCluster cluster = new TestCluster(place(), MANY_NODES)) {
      String large = cluster.submit("large", 100, Timeouts.NONE);
      for (int i = 0; i < 5; i++) {
        cluster.submit("small-" + i, 3, Timeouts.NONE);
      }
      cluster.runToEnd();

      assertThat(cluster.jobs())
          .extracting(job -> job.state().state())
          .containsOnly(JobState.COMPLETED);
      Map<String, Long> perNode =
          cluster.executions(large).stream()
              .collect(Collectors.groupingBy(Execution::nodeId, Collectors.counting()));
      assertThat(perNode).hasSize(MANY_NODES);
      assertThat(perNode.values()).allMatch(executions -> executions <= 4);
    }
  }

  private Path place() throws IOException {
    return Files.createTempDirectory(folder, "run");
  }

  private void run(long seed, int nodeCount, Map<JobState, Integer> ends) throws IOException {
    Random dice = new Random(seed);
    try (TestCluster cluster = new TestCluster(place(), nodeCount)) {
      List<ScriptedNode> nodes = List.copyOf(cluster.nodes.values());
      List<String> jobs = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        step(dice, cluster, nodes, jobs);
      }
      nodes.forEach(node -> cluster.nodes.put(node.id(), node));
      nodes.forEach(node -> node.refuse(Optional.empty()));
      cluster.heartbeats();
      cluster.runToEnd();
      cluster.settle();
      for (Job job : cluster.jobs()) {
        ends.merge(job.state().state(), 1, Integer::sum);
      }
    }
  }

  private static void step(
      Random dice, TestCluster cluster, List<ScriptedNode> nodes, List<String> jobs) {
    ScriptedNode node = nodes.get(dice.nextInt(nodes.size()));
    switch (dice.nextInt(100)) {
      case 0, 1, 2 -> jobs.add(submit(dice, cluster, jobs.size()));
      case 3 -> stop(dice, cluster, jobs);
      case 4 -> update(dice, cluster, jobs);
      case 5, 6 -> cluster.crashRequester();
      case 7, 8 -> node.restart(TestCluster.REQUESTER);
      case 9 -> {
        if (dice.nextInt(4) == 0) {
          node.restartWithEmptyDisk(TestCluster.REQUESTER);
        }
      }
      case 10 -> cluster.nodes.remove(node.id());
      case 11, 12, 13 -> cluster.nodes.put(node.id(), node);
      case 14 -> node.refuse(dice.nextBoolean() ? Optional.of("not today") : Optional.empty());
      case 15, 16, 17, 18 -> {
        cluster.tick(Duration.ofSeconds(dice.nextInt(20)));
        cluster.heartbeats();
      }
      case 19, 20, 21, 22, 23 -> cluster.deliverUnnoticed(node);
      case 24, 25, 26, 27 -> node.firstMessage().ifPresent(cluster.requester()::receive);
      default -> goOn(dice, cluster, node);
    }
  }

  private static void goOn(Random dice, TestCluster cluster, ScriptedNode node) {
    switch (dice.nextInt(4)) {
      case 0 -> cluster.requester().decideOnce();
      case 1 -> cluster.deliverTo(node);
      case 2 -> cluster.deliverFrom(node);
      default -> {
        List<String> working = node.working();
        if (!working.isEmpty()) {
          String execution = working.get(dice.nextInt(working.size()));
          if (dice.nextInt(10) == 0) {
            node.fail(execution, "as the dice say", dice.nextInt(3) > 0);
          } else {
            node.step(execution);
          }
        }
      }
    }
  }

  private static String submit(Random dice, TestCluster cluster, int number) {
    Timeouts timeouts =
        new Timeouts(
            dice.nextInt(3) == 0 ? 60 : 0, dice.nextInt(2) * 120L, dice.nextInt(5) == 0 ? 400 : 0);
    if (dice.nextInt(4) == 0) {
      Job ops = Sample.ops("job-" + number, timeouts);
      return cluster.requester().submit(Submission.of(ops)).jobId();
    }
    return cluster.submit("job-" + number, 1 + dice.nextInt(6), timeouts);
  }

  private static void stop(Random dice, TestCluster cluster, List<String> jobs) {
    if (!jobs.isEmpty()) {
      String id = jobs.get(dice.nextInt(jobs.size()));
      if (!cluster.job(id).isFinal()) {
        cluster.requester().stop(id, "as the dice say");
      }
    }
  }

  private static void update(Random dice, TestCluster cluster, List<String> jobs) {
    if (!jobs.isEmpty()) {
      Job job = cluster.job(jobs.get(dice.nextInt(jobs.size())));
      Job changed =
          job.type() == JobType.BATCH
              ? Sample.submission(job.name(), 1 + dice.nextInt(4), Timeouts.NONE)
              : Sample.ops(job.name(), Timeouts.NONE);
      cluster.requester().submit(Submission.of(changed).forced());
    }
  }
}
