// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Plan;
import dev.gadus.model.Resources;
import dev.gadus.model.Status;
import dev.gadus.model.Timeouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows when what a job ran took down what ran it: a worker process, or the whole node. */
class RepeatedFailuresTest {
  private static final Job JOB = Sample.stored("j-1", 1, Timeouts.NONE);

  @TempDir Path folder;

  /** Given how attempts ended and which nodes there are, then this is decided. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # given: ends of attempts            | and nodes     | then
          n-1 crash                            | n-1           | n-1
          n-1 crash                            | n-1 n-2       | n-2
          n-1 crash                            | n-1 busy-2    | busy-2
          n-1 crash                            | none          | Queued
          n-1 crash, n-1 crash                 | n-1           | Failed
          n-1 crash, n-2 crash                 | n-1 n-2 n-3   | Failed
          n-1 crash, n-2 trap                  | n-1 n-2 n-3   | Failed
          n-1 trap                             | n-1           | Failed
          n-1 trap                             | none          | Failed
          n-1 crash, n-1 passing               | n-1           | n-1
          n-1 crash, busy-2 passing            | n-1 busy-2    | busy-2
          n-1 passing, n-1 passing             | n-1           | n-1
          n-1 passing, n-1 passing, n-1 crash  | n-1 n-2       | Failed
          n-1 restart                          | n-1           | n-1
          n-1 restart                          | n-1 busy-2    | busy-2
          n-1 restart, n-1 crash               | n-1           | n-1
          n-1 restart, busy-2 passing          | n-1 busy-2    | n-1
          n-1 restart, n-1 restart, busy-2 passing, busy-2 passing | n-1 busy-2 | busy-2
          n-1 restart, n-1 restart, busy-2 restart, busy-2 restart | n-1 busy-2 | n-1
          n-1 restart, n-1 restart             | n-1           | n-1
          n-1 restart, n-1 restart             | none          | Queued
          """)
  void whatIsDecided(String ends, String nodes, String decision) {
    Plan plan = plan(attempts(ends), nodes);

    if (decision.equals("Failed") || decision.equals("Queued")) {
      assertThat(plan.create()).isEmpty();
      assertThat(plan.jobState().orElseThrow().state().text()).isEqualTo(decision);
    } else {
      assertThat(plan.create()).extracting(Execution::nodeId).containsExactly(decision);
    }
  }

  @Test
  void aJobThatCrashesEachTimeFailsWithTheReason() {
    Plan plan = plan(attempts("n-1 crash, n-1 crash"), "n-1");

    assertThat(plan.jobState().orElseThrow().message())
        .isEqualTo("failed after 2 attempts: n-1 crash");
  }

  @Test
  void aJobThatTakesItsNodeDownEachTimeFailsInTheEndAndSaysSo() {
    String each = "n-1 restart, ".repeat(Partition.MAX_ATTEMPTS - 2) + "n-1 restart";
    assertThat(plan(attempts(each), "n-1").create()).hasSize(1);

    Plan last = plan(attempts(each + ", n-1 restart"), "n-1");
    assertThat(last.jobState().orElseThrow().state()).isEqualTo(JobState.FAILED);
    assertThat(last.jobState().orElseThrow().message())
        .isEqualTo(
            "failed after 10 attempts: the node that ran it went down each time, the last time:"
                + " n-1 restart");
    assertThat(plan(attempts(each + ", n-1 silent"), "n-1").jobState().orElseThrow().message())
        .isEqualTo("failed after 10 attempts: n-1 silent");
  }

  @Test
  void crashesAreCountedOverRestartsOfRequesterAndNode() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      crashTheRunningExecution(cluster);
      cluster.node(1).restart(TestCluster.REQUESTER);
      cluster.crashRequester();
      cluster.heartbeats();
      crashTheRunningExecution(cluster);
      cluster.settle();

      assertThat(cluster.state(id)).isEqualTo(JobState.FAILED);
      assertThat(cluster.executions(id)).hasSize(2);
      assertThat(cluster.job(id).state().message())
          .isEqualTo("failed after 2 attempts: the program broke the runtime");
    }
  }

  @Test
  void anOpsJobHasOneAttemptAlsoWhenItCrashes() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id =
          cluster.requester().submit(Submission.of(Sample.ops("job", Timeouts.NONE))).jobId();
      crashTheRunningExecution(cluster);
      cluster.settle();

      assertThat(cluster.state(id)).isEqualTo(JobState.FAILED);
      assertThat(cluster.executions(id)).hasSize(1);
    }
  }

  private static void crashTheRunningExecution(TestCluster cluster) {
    cluster.settle();
    List<String> working = cluster.node(1).working();
    assertThat(working).hasSize(1);
    cluster.node(1).step(working.getFirst());
    cluster.node(1).crash(working.getFirst());
  }

  private static List<Execution> attempts(String ends) {
    List<Execution> attempts = new ArrayList<>();
    for (String end : ends.split(", ", -1)) {
      String[] words = end.split(" ", -1);
      attempts.add(
          attempt(
              "e-" + attempts.size(),
              words[0],
              new Status<>(ExecutionState.FAILED, end, details(words[0], words[1]))));
    }
    return attempts;
  }

  private static Map<String, String> details(String nodeId, String end) {
    return switch (end) {
      case "crash" -> Map.of(Event.Detail.ERROR_CODE, "Engine:Crashed");
      case "trap" -> Map.of(Event.Detail.ERROR_CODE, "Engine:Trap");
      case "passing" -> Map.of(Event.Detail.RETRYABLE, "true");
      case "restart" -> NodeFault.RESTARTED.details(nodeId);
      case "silent" -> NodeFault.SILENT.details(nodeId);
      default -> throw new AssertionError("no such end: " + end);
    };
  }

  private static Execution attempt(String id, String nodeId, Status<ExecutionState> state) {
    PlanDraft draft =
        new PlanDraft(
            new Snapshot(
                JOB,
                Sample.START,
                List.of(),
                List.of(),
                Sample.evaluation(JOB, Trigger.JOB_REGISTER),
                Sample.START,
                Sample.START));
    draft.create(id, nodeId, new Partition(0, List.of()), Resources.NONE);
    return draft
        .toPlan()
        .create()
        .getFirst()
        .withState(state, Status.of(DesiredState.STOPPED), Times.nanos(Sample.START));
  }

  private static KnownNode node(String id) {
    Resources taken = id.startsWith("busy") ? new Resources(3, 0, 0, 0) : Resources.NONE;
    return new KnownNode(Sample.connected(Sample.wasmNode(id), Sample.START), false, taken);
  }

  private static Plan plan(List<Execution> attempts, String nodes) {
    List<KnownNode> known = new ArrayList<>();
    for (String id : nodes.split(" ", -1)) {
      if (!id.equals("none")) {
        known.add(node(id));
      }
    }
    return BatchScheduler.plan(
        new Snapshot(
            JOB,
            Sample.START,
            attempts,
            known,
            Sample.evaluation(JOB, Trigger.EXECUTION_FAILURE),
            Sample.START,
            Sample.START),
        Sample.countingIds());
  }
}
