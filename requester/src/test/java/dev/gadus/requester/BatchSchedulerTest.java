// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Constraint;
import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Plan;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.model.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BatchSchedulerTest {
  private static final Instant START = Sample.START;

  private final IdSource ids = Sample.countingIds();

  @Test
  void partitionsShareOneNode() {
    Job job = Sample.stored("j-1", 3, Timeouts.NONE);

    Plan plan = plan(job, List.of(), START, List.of(Sample.known(Sample.wasmNode("n-1"))));

    assertThat(plan.create()).extracting(Execution::nodeId).containsOnly("n-1");
    assertThat(plan.create()).extracting(Execution::partitionIndex).containsExactly(0, 1, 2);
    assertThat(stateOf(plan)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void partitionsSpreadOverEqualNodes() {
    Job job = Sample.stored("j-1", 4, Timeouts.NONE);
    List<KnownNode> nodes =
        List.of(Sample.known(Sample.wasmNode("n-1")), Sample.known(Sample.wasmNode("n-2")));

    Plan plan = plan(job, List.of(), START, nodes);

    assertThat(plan.create().stream().filter(e -> e.nodeId().equals("n-1"))).hasSize(2);
    assertThat(plan.create().stream().filter(e -> e.nodeId().equals("n-2"))).hasSize(2);
  }

  @Test
  void aNodeThatIsFullStillGetsWorkWhenItIsTheOnlyOne() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    KnownNode full =
        new KnownNode(
            Sample.connected(Sample.wasmNode("n-1"), START),
            false,
            new Resources(100, 1L << 40, 0, 0));

    assertThat(plan(job, List.of(), START, List.of(full)).create()).hasSize(1);
  }

  @Test
  void theLessLoadedNodeIsBetter() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    KnownNode busy =
        new KnownNode(
            Sample.connected(Sample.wasmNode("n-1"), START), false, new Resources(2, 0, 0, 0));
    KnownNode idle = Sample.known(Sample.wasmNode("n-2"));

    assertThat(plan(job, List.of(), START, List.of(busy, idle)).create())
        .extracting(Execution::nodeId)
        .containsExactly("n-2");
  }

  @Test
  void aWishIsStrongerThanLoadAndNoRequirement() {
    Constraint wish = new Constraint("favour_zone", "=", List.of("b"));
    Job job = Sample.stored("j-1", 1, Timeouts.NONE, wish);
    KnownNode wished =
        new KnownNode(
            Sample.connected(Sample.nodeInfo("n-1", List.of("wasm"), Map.of("zone", "b")), START),
            false,
            new Resources(3, 0, 0, 0));
    KnownNode other = Sample.known(Sample.wasmNode("n-2"));

    assertThat(plan(job, List.of(), START, List.of(wished, other)).create())
        .extracting(Execution::nodeId)
        .containsExactly("n-1");
    assertThat(plan(job, List.of(), START, List.of(other)).create())
        .extracting(Execution::nodeId)
        .containsExactly("n-2");
  }

  @Test
  void newExecutionsOfOneEvaluationAreLimitedAndTheRestFollows() {
    int most = JobSteps.MAX_NEW_EXECUTIONS;
    List<KnownNode> nodes = List.of(Sample.known(Sample.wasmNode("n-1")));

    Plan atLimit = plan(Sample.stored("j-1", most, Timeouts.NONE), List.of(), START, nodes);
    Plan past = plan(Sample.stored("j-1", most + 1, Timeouts.NONE), List.of(), START, nodes);

    assertThat(atLimit.create()).hasSize(most);
    assertThat(atLimit.followUps())
        .extracting(Plan.FollowUp::trigger)
        .doesNotContain(Trigger.EXECUTION_LIMIT);
    assertThat(past.create()).hasSize(most);
    assertThat(past.followUps()).contains(new Plan.FollowUp(Trigger.EXECUTION_LIMIT, START));
  }

  @Test
  void aJobThatNoNodeCanRunFailsAtOnceWithTheReasonOfEachNode() {
    Job job =
        Sample.stored("j-1", 1, Timeouts.NONE, new Constraint("zone", "in", List.of("a", "b")));
    List<KnownNode> nodes =
        List.of(
            Sample.known(Sample.nodeInfo("n-1", List.of("docker"), Map.of())),
            Sample.known(Sample.nodeInfo("n-2", List.of("wasm"), Map.of("zone", "c"))));

    Plan plan = plan(job, List.of(), START, nodes);

    assertThat(stateOf(plan)).isEqualTo(JobState.FAILED);
    assertThat(plan.jobState().orElseThrow().message())
        .isEqualTo(
            """
            not enough nodes: requested 1, available 2, suitable 0
            - node n-1 does not support the engine wasm; it supports docker
            - node n-2 does not fulfil the constraint zone in a,b: the label is c\
            """);
    assertThat(plan.jobEvents().getLast().details())
        .containsEntry(Event.Detail.NODES_SUITABLE, "0")
        .containsEntry(Event.Detail.IS_ERROR, "true");
  }

  @Test
  void askingForMoreThanANodeAllowsIsAReason() {
    KnownNode small = Sample.known(Sample.nodeInfo("n-1", List.of("wasm"), Map.of()));
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Job large =
        job.withTasks(List.of(job.task().withResources(new ResourceRequest("4.1", "1Gb", "", ""))));

    assertThat(plan(large, List.of(), START, List.of(small)).jobState().orElseThrow().message())
        .contains("asked CPU=4.1 Memory=1000000000", "allowed CPU=4.0 Memory=8000000000");
  }

  @Test
  void withoutNodesAJobWaitsForThemAfterTheStartAndThenFails() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Instant graceEnd = START.plus(JobSteps.NODE_GRACE);

    Plan early = plan(job, List.of(), START, List.of());
    Plan late = plan(job, List.of(), graceEnd, List.of());

    assertThat(stateOf(early)).isEqualTo(JobState.QUEUED);
    assertThat(early.followUps()).containsExactly(new Plan.FollowUp(Trigger.JOB_QUEUE, graceEnd));
    assertThat(stateOf(late)).isEqualTo(JobState.FAILED);
  }

  @Test
  void aKnownNodeThatIsNotBackYetIsWaitedForAfterTheStart() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    List<KnownNode> nodes =
        List.of(
            Sample.known(Sample.nodeInfo("n-1", List.of("docker"), Map.of())),
            Sample.disconnected(Sample.wasmNode("n-2"), false));

    assertThat(stateOf(plan(job, List.of(), START, nodes))).isEqualTo(JobState.QUEUED);
  }

  @Test
  void aJobWithAQueueTimeoutWaitsThatLong() {
    Job job = Sample.stored("j-1", 1, new Timeouts(0, 90, 0));
    List<KnownNode> nodes = List.of(Sample.known(Sample.nodeInfo("n-1", List.of(), Map.of())));

    Plan first = plan(job, List.of(), START, nodes);
    Job queued = job.withState(first.jobState().orElseThrow(), Times.nanos(START));
    Plan again = plan(queued, List.of(), START.plusSeconds(60), nodes);
    Plan last = plan(queued, List.of(), START.plusSeconds(90), nodes);

    assertThat(stateOf(first)).isEqualTo(JobState.QUEUED);
    assertThat(first.followUps())
        .containsExactly(new Plan.FollowUp(Trigger.JOB_QUEUE, START.plusSeconds(60)));
    assertThat(again.jobState()).isEmpty();
    assertThat(again.jobEvents()).isEmpty();
    assertThat(again.followUps())
        .containsExactly(new Plan.FollowUp(Trigger.JOB_QUEUE, START.plusSeconds(90)));
    assertThat(stateOf(last)).isEqualTo(JobState.FAILED);
  }

  @Test
  void anAcceptedOfferIsApproved() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution offered = execution(job, "e-1", "n-1", ExecutionState.ASK_FOR_BID_ACCEPTED);

    Plan plan = plan(job, List.of(offered), START, oneNode());

    assertThat(plan.approve()).containsExactly("e-1");
    assertThat(plan.create()).isEmpty();
  }

  @Test
  void aRefusedOfferGoesToAnotherNodeAndNotBackUntilTheNodeJoinsAgain() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution refused = execution(job, "e-1", "n-1", ExecutionState.ASK_FOR_BID_REJECTED);
    KnownNode first = Sample.known(Sample.wasmNode("n-1"));
    KnownNode second = Sample.known(Sample.wasmNode("n-2"));
    KnownNode rejoined =
        new KnownNode(
            Sample.connected(Sample.wasmNode("n-1"), START.plusSeconds(1)), false, Resources.NONE);

    assertThat(plan(job, List.of(refused), START, List.of(first, second)).create())
        .extracting(Execution::nodeId)
        .containsExactly("n-2");
    Plan nobodyLeft = plan(job, List.of(refused), START, List.of(first));
    assertThat(stateOf(nobodyLeft)).isEqualTo(JobState.FAILED);
    assertThat(nobodyLeft.jobState().orElseThrow().message())
        .contains("node n-1 refused the job: because");
    assertThat(plan(job, List.of(refused), START.plusSeconds(2), List.of(rejoined)).create())
        .extracting(Execution::nodeId)
        .containsExactly("n-1");
  }

  @Test
  void aFailureThatWouldHappenAgainIsTriedOnceMoreOnAnotherNode() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution trap = execution(job, "e-1", "n-1", ExecutionState.FAILED);
    KnownNode first = Sample.known(Sample.wasmNode("n-1"));
    KnownNode second = Sample.known(Sample.wasmNode("n-2"));

    Plan elsewhere = plan(job, List.of(trap), START, List.of(first, second));
    Plan nowhere = plan(job, List.of(trap), START, List.of(first));
    Plan twice =
        plan(
            job,
            List.of(trap, execution(job, "e-2", "n-2", ExecutionState.FAILED)),
            START,
            List.of(first, second, Sample.known(Sample.wasmNode("n-3"))));

    assertThat(elsewhere.create()).extracting(Execution::nodeId).containsExactly("n-2");
    assertThat(elsewhere.create().getFirst().previousExecution()).isEqualTo("e-1");
    assertThat(stateOf(nowhere)).isEqualTo(JobState.FAILED);
    assertThat(nowhere.jobState().orElseThrow().message())
        .isEqualTo("failed after 1 attempt: because");
    assertThat(stateOf(twice)).isEqualTo(JobState.FAILED);
  }

  @Test
  void aFailureThatMayPassIsRepeatedUpToTheLimitAlsoOnTheSameNode() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    List<Execution> failures = new ArrayList<>();
    for (int i = 1; i < Partition.MAX_FAILURES; i++) {
      failures.add(failed(job, "e-" + i, "n-1", Map.of(Event.Detail.RETRYABLE, "true")));
      assertThat(plan(job, failures, START, oneNode()).create()).hasSize(1);
    }

    failures.add(failed(job, "e-last", "n-1", Map.of(Event.Detail.RETRYABLE, "true")));
    assertThat(stateOf(plan(job, failures, START, oneNode()))).isEqualTo(JobState.FAILED);
  }

  @Test
  void faultsOfNodesDoNotCountAgainstTheJobUntilTheOverallLimit() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    List<Execution> faults = new ArrayList<>();
    for (int i = 1; i < Partition.MAX_ATTEMPTS; i++) {
      faults.add(failed(job, "e-" + i, "n-1", NodeFault.RESTARTED.details("n-1")));
      assertThat(plan(job, faults, START, oneNode()).create()).hasSize(1);
    }

    faults.add(failed(job, "e-last", "n-1", NodeFault.RESTARTED.details("n-1")));
    assertThat(stateOf(plan(job, faults, START, oneNode()))).isEqualTo(JobState.FAILED);
  }

  @Test
  void aNodeThatFailedTheJobIsAvoided() {
    Job job = Sample.stored("j-1", 2, Timeouts.NONE);
    Execution failed = failed(job, "e-1", "n-1", Map.of(Event.Detail.RETRYABLE, "true"));
    KnownNode failing = Sample.known(Sample.wasmNode("n-1"));
    KnownNode loaded =
        new KnownNode(
            Sample.connected(Sample.wasmNode("n-2"), START), false, new Resources(3, 0, 0, 0));

    assertThat(plan(job, List.of(failed), START, List.of(failing, loaded)).create())
        .hasSize(2)
        .extracting(Execution::nodeId)
        .containsOnly("n-2");
  }

  @Test
  void executionsOfALostNodeFailAndGoElsewhere() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution running = execution(job, "e-1", "n-1", ExecutionState.RUNNING);
    List<KnownNode> nodes =
        List.of(
            Sample.disconnected(Sample.wasmNode("n-1"), true),
            Sample.known(Sample.wasmNode("n-2")));

    Plan plan = plan(job, List.of(running), START, nodes);

    assertThat(plan.stop())
        .singleElement()
        .satisfies(stop -> {
          assertThat(stop.state()).isEqualTo(ExecutionState.FAILED);
          assertThat(stop.reason()).isEqualTo("node n-1 has disappeared");
        });
    assertThat(plan.create()).extracting(Execution::nodeId).containsExactly("n-2");
  }

  @Test
  void executionsOfANodeThatIsAwayButNotLostAreLeftAlone() {
    Job job = Sample.stored("j-1", 1, new Timeouts(1, 0, 0));
    Execution running = execution(job, "e-1", "n-1", ExecutionState.RUNNING);
    KnownNode away = Sample.disconnected(Sample.wasmNode("n-1"), false);

    Plan plan = plan(job, List.of(running), START.plusSeconds(3600), List.of(away));

    assertThat(plan.stop()).isEmpty();
    assertThat(plan.create()).isEmpty();
  }

  @Test
  void aJobPastItsTotalTimeoutFailsWithEverythingItRuns() {
    Job job = Sample.stored("j-1", 1, new Timeouts(0, 0, 60));
    Execution running = execution(job, "e-1", "n-1", ExecutionState.RUNNING);

    Plan before = plan(job, List.of(running), START.plusSeconds(59), oneNode());
    Plan at = plan(job, List.of(running), START.plusSeconds(60), oneNode());

    assertThat(before.stop()).isEmpty();
    assertThat(before.followUps())
        .contains(new Plan.FollowUp(Trigger.JOB_TIMEOUT, START.plusSeconds(60)));
    assertThat(stateOf(at)).isEqualTo(JobState.FAILED);
    assertThat(at.stop()).extracting(Plan.Stop::executionId).containsExactly("e-1");
    assertThat(at.jobState().orElseThrow().message()).contains("60 seconds");
  }

  @Test
  void theRequesterStepsInWhenANodeDoesNotKeepTheExecutionTimeout() {
    Job job = Sample.stored("j-1", 1, new Timeouts(10, 0, 0));
    Execution running = execution(job, "e-1", "n-1", ExecutionState.RUNNING);
    Duration limit = Duration.ofSeconds(10).plus(JobSteps.EXECUTION_TIMEOUT_ALLOWANCE);

    Plan before = plan(job, List.of(running), START.plus(limit).minusMillis(1), oneNode());
    Plan at = plan(job, List.of(running), START.plus(limit), oneNode());

    assertThat(before.stop()).isEmpty();
    assertThat(before.followUps())
        .containsExactly(new Plan.FollowUp(Trigger.EXECUTION_TIMEOUT, START.plus(limit)));
    assertThat(at.stop())
        .extracting(Plan.Stop::reason)
        .containsExactly("execution timed out after 10 seconds");
  }

  @Test
  void queueingAtTheNodeDoesNotCountAsRunning() {
    Job job = Sample.stored("j-1", 1, new Timeouts(10, 0, 0));
    Execution waiting = execution(job, "e-1", "n-1", ExecutionState.BID_ACCEPTED);

    assertThat(plan(job, List.of(waiting), START.plusSeconds(9999), oneNode()).stop()).isEmpty();
  }

  @Test
  void anOfferThatAConnectedNodeDoesNotAnswerIsGivenUp() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution asked = execution(job, "e-1", "n-1", ExecutionState.ASK_FOR_BID);
    Instant at = START.plus(JobSteps.OFFER_TIMEOUT);

    Plan plan = plan(job, List.of(asked), at, oneNode());

    assertThat(plan(job, List.of(asked), at.minusMillis(1), oneNode()).stop()).isEmpty();
    assertThat(plan.stop()).extracting(Plan.Stop::state).containsExactly(ExecutionState.FAILED);
    assertThat(plan.create()).hasSize(1);
  }

  @Test
  void timeoutsBeyondTheEndOfTimeNeverCome() {
    Job job = Sample.stored("j-1", 1, new Timeouts(Long.MAX_VALUE - 100, 100, Long.MAX_VALUE));
    Execution running = execution(job, "e-1", "n-1", ExecutionState.RUNNING);

    assertThat(plan(job, List.of(running), START.plusSeconds(1_000_000), oneNode()).stop())
        .isEmpty();
  }

  @Test
  void executionsOfAnOlderVersionAreCancelledAndDoNotCount() {
    Job first = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution old = execution(first, "e-1", "n-1", ExecutionState.RUNNING);
    Job second = first.withSpecOf(first, first.state(), Times.nanos(START));

    Plan plan = plan(second, List.of(old), START, oneNode());

    assertThat(plan.stop())
        .extracting(Plan.Stop::reason)
        .containsExactly("execution stop requested because the job was updated");
    assertThat(plan.create()).singleElement().extracting(Execution::jobVersion).isEqualTo(2L);
  }

  @Test
  void ofSeveralLiveExecutionsOfAPartitionTheFurthestAndThenTheOldestIsKept() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution asked = execution(job, "e-1", "n-1", ExecutionState.ASK_FOR_BID);
    Execution running = execution(job, "e-2", "n-1", ExecutionState.RUNNING);
    Execution alsoRunning = execution(job, "e-3", "n-1", ExecutionState.RUNNING);

    assertThat(plan(job, List.of(asked, running, alsoRunning), START, oneNode()).stop())
        .extracting(Plan.Stop::executionId)
        .containsExactly("e-1", "e-3");
  }

  @Test
  void aJobThatIsDoneWhenItsTimeIsOverHasCompleted() {
    Job job = Sample.stored("j-1", 1, new Timeouts(0, 0, 60));
    Execution done = execution(job, "e-1", "n-1", ExecutionState.COMPLETED);

    assertThat(stateOf(plan(job, List.of(done), START.plusSeconds(3600), oneNode())))
        .isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aCompletedJobSaysHowManyOfItsProgramsDidNotReturnZero() {
    Job job = Sample.stored("j-1", 3, Timeouts.NONE);
    List<Execution> ended = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int code = i == 1 ? 3 : 0;
      int partition = i;
      ended.add(
          execution(job, "e-" + i, partition, "n-1", ExecutionState.COMPLETED)
              .withResult(
                  SpecConfig.NONE, Optional.of(new RunOutput("", false, "", false, code, ""))));
    }

    Plan plan = plan(job, ended, START, oneNode());

    assertThat(plan.jobState())
        .contains(Status.of(JobState.COMPLETED, "1 of 3 programs did not return 0"));
    assertThat(plan.jobEvents().getLast().message()).isEqualTo("1 of 3 programs did not return 0");
  }

  @Test
  void theReasonOfAFailureIsTheFailureAndNotARefusalAfterIt() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution trap = failed(job, "e-1", "n-1", Map.of());
    Execution refused =
        execution(job, "e-2", "n-2", ExecutionState.ASK_FOR_BID)
            .withState(
                Status.of(ExecutionState.ASK_FOR_BID_REJECTED, "too busy"),
                Status.of(DesiredState.STOPPED),
                nanos());
    List<KnownNode> nodes =
        List.of(Sample.known(Sample.wasmNode("n-1")), Sample.known(Sample.wasmNode("n-2")));

    assertThat(plan(job, List.of(trap, refused), START, nodes).jobState().orElseThrow().message())
        .isEqualTo("failed after 1 attempt: because");
  }

  @Test
  void whatStillRunsOfACompletedPartitionIsCancelled() {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    Execution done = execution(job, "e-1", "n-1", ExecutionState.COMPLETED);
    Execution running = execution(job, "e-2", "n-1", ExecutionState.RUNNING);

    Plan plan = plan(job, List.of(done, running), START, oneNode());

    assertThat(plan.stop()).extracting(Plan.Stop::executionId).containsExactly("e-2");
    assertThat(stateOf(plan)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aStoppedJobGetsNothingButStops() {
    Job job =
        Sample.stored("j-1", 2, Timeouts.NONE)
            .withState(Status.of(JobState.STOPPED), Times.nanos(START));
    Execution running = execution(job, "e-1", "n-1", ExecutionState.RUNNING);

    Plan plan = plan(job, List.of(running), START, oneNode());

    assertThat(plan.stop())
        .containsExactly(
            new Plan.Stop(
                "e-1",
                ExecutionState.CANCELLED,
                Event.Topic.SCHEDULING,
                "execution stop requested because the job is stopped",
                Map.of()));
    assertThat(plan.create()).isEmpty();
    assertThat(plan.jobState()).isEmpty();
    assertThat(plan.followUps()).isEmpty();
  }

  @Test
  void aLongListOfReasonsIsCut() {
    List<KnownNode> nodes = new ArrayList<>();
    for (int i = 0; i <= Placement.MAX_REASONS; i++) {
      nodes.add(Sample.known(Sample.nodeInfo("n-" + i, List.of(), Map.of())));
    }
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);

    assertThat(plan(job, List.of(), START, nodes).jobState().orElseThrow().message().lines())
        .hasSize(1 + Placement.MAX_REASONS + 1)
        .last()
        .isEqualTo("- and 1 more");
  }

  private Plan plan(Job job, List<Execution> executions, Instant now, List<KnownNode> nodes) {
    return BatchScheduler.plan(
        new Snapshot(
            job,
            START,
            executions,
            nodes,
            Sample.evaluation(job, Trigger.EXECUTION_UPDATE),
            now,
            START),
        ids);
  }

  private static JobState stateOf(Plan plan) {
    return plan.jobState().orElseThrow().state();
  }

  private static List<KnownNode> oneNode() {
    return List.of(Sample.known(Sample.wasmNode("n-1")));
  }

  private static Execution failed(Job job, String id, String nodeId, Map<String, String> details) {
    Execution base = execution(job, id, nodeId, ExecutionState.ASK_FOR_BID);
    return base.withState(
        new Status<>(ExecutionState.FAILED, "because", details),
        base.desired(),
        Times.nanos(START));
  }

  private static Execution execution(Job job, String id, String nodeId, ExecutionState state) {
    return execution(job, id, 0, nodeId, state);
  }

  private static Execution execution(
      Job job, String id, int partition, String nodeId, ExecutionState state) {
    PlanDraft draft =
        new PlanDraft(
            new Snapshot(
                job,
                START,
                List.of(),
                List.of(),
                Sample.evaluation(job, Trigger.JOB_REGISTER),
                START,
                START));
    draft.create(id, nodeId, new Partition(partition, List.of()), Resources.NONE);
    Execution stored =
        draft
            .toPlan()
            .create()
            .getFirst()
            .withState(
                Status.of(ExecutionState.ASK_FOR_BID), Status.of(DesiredState.PENDING), nanos());
    return state == ExecutionState.ASK_FOR_BID
        ? stored
        : stored.withState(Status.of(state, "because"), stored.desired(), nanos());
  }

  private static long nanos() {
    return Times.nanos(START);
  }
}
