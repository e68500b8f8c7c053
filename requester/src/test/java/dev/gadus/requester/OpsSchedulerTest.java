// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Plan;
import dev.gadus.model.Status;
import dev.gadus.model.Timeouts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OpsSchedulerTest {
  private static final Instant START = Sample.START;

  private final IdSource ids = Sample.countingIds();
  private final Job job =
      Sample.ops("ops", Timeouts.NONE)
          .withIdentity("j-1", "ops", Job.DEFAULT_NAMESPACE)
          .asCreated(Status.of(JobState.PENDING), Times.nanos(START));

  @Test
  void everyMatchingNodeGetsOneExecutionThatNeedsNoApproval() {
    List<KnownNode> nodes = new ArrayList<>(nodes(3));
    nodes.add(Sample.known(Sample.nodeInfo("n-docker", List.of("docker"), Map.of())));

    Plan plan = plan(job, List.of(), nodes);

    assertThat(plan.create()).extracting(Execution::nodeId).containsExactly("n-1", "n-2", "n-3");
    assertThat(plan.create()).allMatch(e -> e.desired().state() == DesiredState.RUNNING);
    assertThat(stateOf(plan)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void manyNodesAreTakenInPartsAndTheJobIsRunningWhenAllAreTaken() {
    List<KnownNode> nodes = nodes(JobSteps.MAX_NEW_EXECUTIONS + 1);

    Plan first = plan(job, List.of(), nodes);
    Plan second = plan(job, first.create(), nodes);

    assertThat(first.create()).hasSize(JobSteps.MAX_NEW_EXECUTIONS);
    assertThat(first.jobState()).isEmpty();
    assertThat(first.followUps())
        .extracting(Plan.FollowUp::trigger)
        .contains(Trigger.EXECUTION_LIMIT);
    assertThat(second.create()).hasSize(1);
    assertThat(stateOf(second)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void nodesThatJoinARunningJobAreNotTaken() {
    Plan first = plan(job, List.of(), nodes(1));
    Job running = job.withState(Status.of(JobState.RUNNING), Times.nanos(START));

    assertThat(plan(running, first.create(), nodes(2)).create()).isEmpty();
  }

  @Test
  void whenNoNodeMatchesTheJobFailsAndDoesNotQueue() {
    List<KnownNode> nodes =
        List.of(Sample.known(Sample.nodeInfo("n-1", List.of("docker"), Map.of())));

    Plan plan = plan(job, List.of(), nodes);

    assertThat(stateOf(plan)).isEqualTo(JobState.FAILED);
    assertThat(plan.jobState().orElseThrow().message())
        .startsWith("not enough nodes")
        .contains("n-1 does not support the engine wasm");
  }

  @Test
  void whenEveryNodeRefusesTheJobFails() {
    Execution refused = ended("n-1", ExecutionState.ASK_FOR_BID_REJECTED);
    Job running = job.withState(Status.of(JobState.RUNNING), Times.nanos(START));

    Plan plan = plan(running, List.of(refused), nodes(1));

    assertThat(stateOf(plan)).isEqualTo(JobState.FAILED);
    assertThat(plan.jobState().orElseThrow().message()).contains("n-1 refused the job: because");
  }

  @Test
  void theJobEndsWithItsLastExecution() {
    Job running = job.withState(Status.of(JobState.RUNNING), Times.nanos(START));
    Execution done = ended("n-1", ExecutionState.COMPLETED);
    Execution failed = ended("n-2", ExecutionState.FAILED);
    Execution refused = ended("n-3", ExecutionState.ASK_FOR_BID_REJECTED);

    assertThat(stateOf(plan(running, List.of(done, refused), nodes(3))))
        .isEqualTo(JobState.COMPLETED);
    Plan withFailure = plan(running, List.of(done, failed, refused), nodes(3));
    assertThat(withFailure.jobState().orElseThrow())
        .isEqualTo(Status.of(JobState.FAILED, "1 of 2 executions failed, on node n-2: because"));
    assertThat(withFailure.create()).isEmpty();
  }

  private Execution ended(String nodeId, ExecutionState state) {
    Plan plan = plan(job, List.of(), List.of(Sample.known(Sample.wasmNode(nodeId))));
    return plan.create()
        .getFirst()
        .withState(
            Status.of(state, "because"), Status.of(DesiredState.STOPPED), Times.nanos(START));
  }

  private static List<KnownNode> nodes(int count) {
    List<KnownNode> nodes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      nodes.add(Sample.known(Sample.wasmNode("n-" + i)));
    }
    return nodes;
  }

  private static JobState stateOf(Plan plan) {
    return plan.jobState().orElseThrow().state();
  }

  private Plan plan(Job of, List<Execution> executions, List<KnownNode> nodes) {
    return OpsScheduler.plan(
        new Snapshot(
            of,
            START,
            executions,
            nodes,
            Sample.evaluation(of, Trigger.JOB_REGISTER),
            START,
            START),
        ids);
  }
}
