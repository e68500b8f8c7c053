// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.InvalidJobException;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Timeouts;
import dev.gadus.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RequesterTest {
  @TempDir Path folder;

  @Test
  void aSubmittedJobIsOnDiskWithHistoryAndEvaluation() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      String id = cluster.submit("first", 2, Timeouts.NONE);
      cluster.crashRequester();

      Job job = cluster.job(id);
      assertThat(job.state().state()).isEqualTo(JobState.PENDING);
      assertThat(job.version()).isEqualTo(1);
      assertThat(job.name()).isEqualTo("first");
      assertThat(job.task().resources()).isEqualTo(RequesterOptions.DEFAULT_RESOURCES);
      assertThat(job.meta()).containsEntry("bacalhau.org/requester.id", TestCluster.REQUESTER);
      assertThat(cluster.historyMessages(id)).containsExactly("job submitted");
      assertThat(cluster.pendingEvaluations(id)).hasSize(1);
      cluster.runToEnd();
    }
  }

  @Test
  void aGoodRunLeavesItsWholeHistory() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("good", 1, Timeouts.NONE);
      cluster.runToEnd();

      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
      assertThat(cluster.historyMessages(id))
          .containsExactly(
              "job submitted",
              "requested execution on n-001",
              "job running",
              "n-001 offers to run it",
              "accepted the offer of n-001",
              "now Running",
              "now Publishing",
              "now Completed",
              "job completed successfully");
      assertThat(cluster.history(id))
          .extracting(HistoryEntry::type)
          .contains(HistoryEntry.JOB_LEVEL, HistoryEntry.EXECUTION_LEVEL);
      Execution execution = cluster.onlyExecution(id);
      assertThat(execution.publishedResult().type()).isEqualTo("urlDownload");
      assertThat(execution.runOutput().orElseThrow().stdout()).isEqualTo("out");
      assertThat(execution.desired().message()).isEqualTo("execution completed");
    }
  }

  @Test
  void everythingWrongWithAJobIsSaidAndNothingIsStored() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      Job bad =
          Sample.submission("bad", 0, new Timeouts(-1, 0, 0))
              .withTasks(
                  List.of(Sample.task(new Timeouts(-1, 0, 0)).withPublisher(SpecConfig.of("x"))));

      assertThatThrownBy(() -> cluster.requester().submit(Submission.of(bad)))
          .isInstanceOf(InvalidJobException.class)
          .hasMessageContaining("Count")
          .hasMessageContaining("ExecutionTimeout")
          .hasMessageContaining("unknown publisher 'x'");
      assertThat(cluster.jobs()).isEmpty();
    }
  }

  @Test
  void theSameNameInTheSameNamespaceIsAnUpdate() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();

      assertThat(cluster.submit("job", 2, Timeouts.NONE)).isEqualTo(id);
      assertThat(cluster.job(id).version()).isEqualTo(2);
      cluster.runToEnd();

      assertThat(cluster.historyMessages(id))
          .contains("job updated", "execution stop requested because the job was updated");
      assertThat(cluster.executions(id)).hasSize(3);
    }
  }

  @Test
  void anUnchangedJobIsRefusedUnlessForced() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      Submission submission = Submission.of(Sample.submission("job", 1, Timeouts.NONE));
      String id = cluster.requester().submit(submission).jobId();

      assertThatThrownBy(() -> cluster.requester().submit(submission))
          .isInstanceOfSatisfying(
              RequesterException.Unchanged.class, e -> assertThat(e.hint()).contains("--force"))
          .hasMessageContaining("no changes detected");
      Submission.Receipt forced = cluster.requester().submit(submission.forced());
      assertThat(forced.jobId()).isEqualTo(id);
      assertThat(forced.version()).isEqualTo(2);
      cluster.runToEnd();
    }
  }

  @Test
  void aStoppedJobIsStoppedAtOnceAndItsExecutionsAfterThat() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 2, Timeouts.NONE);
      cluster.settle();

      Optional<String> evaluation = cluster.requester().stop(id, "not needed");
      assertThat(cluster.state(id)).isEqualTo(JobState.STOPPED);
      assertThat(evaluation).isPresent();
      assertThat(cluster.requester().stop(id, "again")).isEmpty();
      cluster.settle();

      assertThat(cluster.executions(id))
          .allMatch(e -> e.state().state() == ExecutionState.CANCELLED);
      assertThat(cluster.historyMessages(id))
          .contains("job stopped: not needed", "job asked to stop before it completed");
    }
  }

  @Test
  void aJobThatHasEndedCannotBeStopped() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.runToEnd();

      assertThatThrownBy(() -> cluster.requester().stop(id, ""))
          .isInstanceOf(RequesterException.WrongState.class)
          .hasMessage("cannot stop job %s in state Completed", id);
      assertThatThrownBy(() -> cluster.requester().stop("j-none", ""))
          .isInstanceOf(StoreException.NotFound.class);
    }
  }

  @Test
  void aJobThatHasEndedRunsAgainAsANewVersion() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, new Timeouts(0, 0, 100));
      assertThatThrownBy(() -> cluster.requester().rerun(id, 0, ""))
          .isInstanceOf(RequesterException.WrongState.class);
      cluster.runToEnd();
      cluster.tick(Duration.ofDays(1));

      assertThatThrownBy(() -> cluster.requester().rerun(id, 7, ""))
          .isInstanceOf(RequesterException.NoSuchVersion.class);
      assertThat(cluster.requester().rerun(id, 1, "new data").version()).isEqualTo(2);
      cluster.heartbeats();
      cluster.runToEnd();

      // Its timeout counts from the rerun, not from the job's first submission.
      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
      assertThat(cluster.historyMessages(id)).contains("job rerun requested: new data");
      assertThat(cluster.executions(id)).hasSize(2);
    }
  }

  @Test
  void anOpsJobRunsOnceOnEveryNodeThatMatches() {
    try (TestCluster cluster = new TestCluster(folder, 25)) {
      cluster.node(3).refuse(Optional.of("no room"));
      String id =
          cluster
              .requester()
              .submit(Submission.of(Sample.ops("everywhere", Timeouts.NONE)))
              .jobId();
      cluster.crashRequester();
      cluster.heartbeats();
      cluster.runToEnd();

      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
      assertThat(cluster.executions(id)).hasSize(25);
      assertThat(cluster.executions(id))
          .filteredOn(e -> e.state().state() == ExecutionState.COMPLETED)
          .hasSize(24);
    }
  }

  @Test
  void anOpsJobGoesOnElsewhereAfterAFailureAndHasFailedInTheEnd() {
    try (TestCluster cluster = new TestCluster(folder, 3)) {
      String id =
          cluster.requester().submit(Submission.of(Sample.ops("ops", Timeouts.NONE))).jobId();
      cluster.settle();
      String onSecond =
          cluster.executions(id).stream()
              .filter(execution -> execution.nodeId().equals("n-002"))
              .map(Execution::id)
              .findFirst()
              .orElseThrow();
      cluster.node(2).fail(onSecond, "no such disk", true);
      cluster.settle();
      assertThat(cluster.state(id)).isEqualTo(JobState.RUNNING);
      cluster.runToEnd();

      assertThat(cluster.job(id).state().message())
          .isEqualTo("1 of 3 executions failed, on node n-002: no such disk");
      assertThat(cluster.executions(id)).hasSize(3);
    }
  }

  @Test
  void aTypeThatCannotBeRunYetIsSaid() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      Job daemon = Sample.submission(JobType.DAEMON, "job", 0, Timeouts.NONE);

      assertThatThrownBy(() -> cluster.requester().submit(Submission.of(daemon)))
          .isInstanceOf(InvalidJobException.class)
          .hasMessage("Type: jobs of type 'daemon' cannot be run yet; allowed: batch, ops");
    }
  }

  @Test
  void whatWasDroppedFromAJobIsSaid() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      Job job =
          Sample.submission("job", 1, Timeouts.NONE)
              .withIdentity("j-mine", "job", "")
              .withMeta(Map.of("bacalhau.org/x", "1", "mine", "2"));
      Job twoTasks = job.withTasks(List.of(job.task(), job.task()));

      Submission.Receipt receipt =
          cluster
              .requester()
              .submit(
                  new Submission(twoTasks, false, Map.of("bacalhau.org/client.instance.id", "c")));

      assertThat(receipt.warnings())
          .containsExactly(
              "the job's ID was ignored: the server gives ids",
              "meta key bacalhau.org/x was dropped: it is the server's",
              "only the first task is run: 1 tasks were dropped");
      Job stored = cluster.job(receipt.jobId());
      assertThat(stored.namespace()).isEqualTo(Job.DEFAULT_NAMESPACE);
      assertThat(stored.meta())
          .containsEntry("mine", "2")
          .containsEntry("bacalhau.org/client.instance.id", "c")
          .doesNotContainKey("bacalhau.org/x");
      cluster.runToEnd();
    }
  }

  @Test
  void aJobWithoutANameIsCalledByItsId() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      String id = cluster.submit("", 1, Timeouts.NONE);

      assertThat(cluster.job(id).name()).isEqualTo(id);
      cluster.runToEnd();
    }
  }

  @Test
  void aMessageThatComesTwiceCountsOnce() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.decideAll();
      cluster.deliverUnnoticed(cluster.node(1));
      cluster.deliverTo(cluster.node(1));
      cluster.requester().receive(cluster.node(1).firstMessage().orElseThrow());
      cluster.deliverFrom(cluster.node(1));
      cluster.settle();
      cluster.node(1).step(cluster.onlyExecution(id).id());
      cluster.requester().receive(cluster.node(1).firstMessage().orElseThrow());
      cluster.deliverFrom(cluster.node(1));
      cluster.runToEnd();

      assertThat(cluster.historyMessages(id))
          .containsOnlyOnce("n-001 offers to run it", "now Running");
    }
  }

  @Test
  void aResultOfACancelledExecutionIsNotUsed() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      ScriptedNode node = cluster.node(1);
      String execution = cluster.onlyExecution(id).id();
      node.step(execution);
      node.step(execution);
      node.step(execution);
      cluster.requester().stop(id, "");
      cluster.decideAll();
      cluster.settle();

      assertThat(node.state(execution)).isEqualTo(LocalState.COMPLETED);
      assertThat(cluster.execution(execution).state().state()).isEqualTo(ExecutionState.CANCELLED);
      assertThat(cluster.execution(execution).runOutput()).isEmpty();
    }
  }

  @Test
  void aNodeThatWorksOnWhatNobodyKnowsIsToldToStop() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      ScriptedNode node = cluster.node(1);
      node.send(
          TestCluster.REQUESTER,
          new Message.ExecutionChanged(
              "e-unknown",
              LocalState.RUNNING,
              3,
              "",
              Map.of(),
              SpecConfig.NONE,
              Optional.empty(),
              List.of()));
      cluster.deliverFrom(node);

      assertThat(cluster.firstMessageFor(node).orElseThrow().message())
          .isEqualTo(
              new Message.CancelExecution(
                  "e-unknown", "the requester does not know the execution"));
      cluster.settle();
    }
  }

  @Test
  void aNodeHasNoSayInAnotherNodesExecution() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      Execution execution = cluster.onlyExecution(id);
      ScriptedNode other = cluster.node(execution.nodeId().equals("n-001") ? 2 : 1);
      other.send(
          TestCluster.REQUESTER,
          new Message.ExecutionChanged(
              execution.id(),
              LocalState.FAILED,
              9,
              "",
              Map.of(),
              SpecConfig.NONE,
              Optional.empty(),
              List.of()));
      cluster.deliverFrom(other);

      assertThat(cluster.execution(execution.id()).state().state())
          .isEqualTo(ExecutionState.BID_ACCEPTED);
      cluster.runToEnd();
    }
  }

  @Test
  void reportsThatDoNotFollowChangeNothingAndHoldUpNothing() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      ScriptedNode node = cluster.node(1);
      String execution = cluster.onlyExecution(id).id();
      node.step(execution);
      cluster.deliverFrom(node);
      node.send(TestCluster.REQUESTER, new Message.BidAnswer(execution, false, "too late"));
      node.send(TestCluster.REQUESTER, new Message.BidAnswer(execution, true, ""));
      node.send(
          TestCluster.REQUESTER,
          new Message.ExecutionChanged(
              execution,
              LocalState.BID_ACCEPTED,
              2,
              "old",
              Map.of(),
              SpecConfig.NONE,
              Optional.empty(),
              List.of()));
      cluster.settle();

      assertThat(cluster.execution(execution).state().state()).isEqualTo(ExecutionState.RUNNING);
      cluster.runToEnd();
      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
    }
  }

  @Test
  void aReportOfTheSameStateBringsItsMessage() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      ScriptedNode node = cluster.node(1);
      String execution = cluster.onlyExecution(id).id();
      node.step(execution);
      node.send(
          TestCluster.REQUESTER,
          new Message.ExecutionChanged(
              execution,
              LocalState.WAITING_VERIFICATION,
              4,
              "waits to be verified",
              Map.of(),
              SpecConfig.NONE,
              Optional.empty(),
              List.of()));
      cluster.settle();

      assertThat(cluster.execution(execution).state().state()).isEqualTo(ExecutionState.RUNNING);
      assertThat(cluster.execution(execution).state().message()).isEqualTo("waits to be verified");
      cluster.runToEnd();
    }
  }

  @Test
  void whatARestartInterruptedGetsAnotherAttempt() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      String first = cluster.onlyExecution(id).id();
      cluster.node(1).step(first);
      cluster.node(1).restart(TestCluster.REQUESTER);
      cluster.settle();

      assertThat(cluster.execution(first).state().message())
          .isEqualTo("interrupted by a restart of node n-001");
      assertThat(cluster.node(1).state(first)).isEqualTo(LocalState.CANCELLED);
      assertThat(cluster.history(id))
          .anySatisfy(entry -> {
            assertThat(entry.executionId()).isEqualTo(first);
            assertThat(entry.event().topic()).isEqualTo(Event.Topic.RESTART);
          });
      cluster.runToEnd();
      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
      assertThat(cluster.executions(id)).hasSize(2);
      assertThat(cluster.execution(first).nextExecution())
          .isEqualTo(cluster.executions(id).getLast().id());
    }
  }

  @Test
  void whatANodeDoesNotHoldAnyMoreGetsAnotherAttempt() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      String first = cluster.onlyExecution(id).id();
      cluster.node(1).restartWithEmptyDisk(TestCluster.REQUESTER);
      cluster.runToEnd();

      assertThat(cluster.execution(first).state().state()).isEqualTo(ExecutionState.FAILED);
      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
    }
  }

  @Test
  void anOfferOnItsWayToARestartedNodeIsNotGivenUp() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.decideAll();
      cluster.node(1).restart(TestCluster.REQUESTER);
      cluster.deliverFrom(cluster.node(1));
      cluster.runToEnd();

      assertThat(cluster.onlyExecution(id).state().state()).isEqualTo(ExecutionState.COMPLETED);
    }
  }

  @Test
  void anApprovedExecutionOnItsWayToARestartedNodeIsNotGivenUp() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id =
          cluster.requester().submit(Submission.of(Sample.ops("ops", Timeouts.NONE))).jobId();
      cluster.decideAll();
      cluster.node(1).restart(TestCluster.REQUESTER);
      cluster.deliverFrom(cluster.node(1));
      cluster.runToEnd();

      assertThat(cluster.onlyExecution(id).state().state()).isEqualTo(ExecutionState.COMPLETED);
    }
  }

  @Test
  void executionsOfASilentNodeGoToAnother() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      Execution first = cluster.onlyExecution(id);
      ScriptedNode silent = cluster.nodes.remove(first.nodeId());
      assertThat(silent).isNotNull();

      cluster.tick(RequesterOptions.DEFAULT_NODE_TIMEOUT);
      cluster.heartbeats();
      assertThat(cluster.execution(first.id()).isFinal()).isFalse();
      cluster.tick(Duration.ofMillis(1));
      assertThat(cluster.requester().node(first.nodeId()).orElseThrow().isConnected()).isFalse();
      cluster.runToEnd();

      assertThat(cluster.execution(first.id()).state().message())
          .isEqualTo("node %s has disappeared", first.nodeId());
      assertThat(cluster.state(id)).isEqualTo(JobState.COMPLETED);
      // When it is back, it is told to let go of what it holds.
      cluster.nodes.put(first.nodeId(), silent);
      cluster.heartbeats();
      cluster.settle();
    }
  }

  @Test
  void aJobThatWaitsForANodeStartsWhenOneJoins() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      String id = cluster.submit("job", 1, new Timeouts(0, 3600, 0));
      cluster.settle();
      assertThat(cluster.state(id)).isEqualTo(JobState.QUEUED);

      cluster.crashRequester();
      cluster.nodes.put("n-001", new ScriptedNode("n-001", cluster.clock));
      cluster.heartbeats();
      cluster.settle();
      assertThat(cluster.state(id)).isEqualTo(JobState.RUNNING);
      cluster.runToEnd();
    }
  }

  @Test
  void aWaitingJobFailsAtItsQueueTimeoutAlsoWhenTheRequesterWasDown() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      String id = cluster.submit("job", 1, new Timeouts(0, 90, 0));
      cluster.settle();
      cluster.crashRequester();
      cluster.tick(Duration.ofSeconds(60));
      cluster.settle();
      assertThat(cluster.state(id)).isEqualTo(JobState.QUEUED);
      cluster.tick(Duration.ofSeconds(30));
      cluster.settle();

      assertThat(cluster.state(id)).isEqualTo(JobState.FAILED);
      assertThat(cluster.job(id).state().message()).startsWith("not enough nodes");
    }
  }

  @Test
  void aRunningJobFailsAtItsTotalTimeout() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, new Timeouts(0, 0, 50));
      cluster.settle();
      cluster.crashRequester();
      cluster.heartbeats();
      cluster.tick(Duration.ofSeconds(49));
      cluster.settle();
      assertThat(cluster.state(id)).isEqualTo(JobState.RUNNING);
      cluster.tick(Duration.ofSeconds(1));
      cluster.settle();

      assertThat(cluster.state(id)).isEqualTo(JobState.FAILED);
    }
  }

  @Test
  void theRequesterEndsAnExecutionWhoseNodeDoesNot() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, new Timeouts(5, 0, 0));
      cluster.settle();
      String execution = cluster.onlyExecution(id).id();
      cluster.node(1).step(execution);
      cluster.settle();
      for (int i = 0; i < 7; i++) {
        cluster.tick(Duration.ofSeconds(10));
        cluster.heartbeats();
        cluster.settle();
      }

      assertThat(cluster.execution(execution).state().message())
          .isEqualTo("execution timed out after 5 seconds");
      assertThat(cluster.history(id))
          .extracting(entry -> entry.event().topic())
          .contains(Event.Topic.EXECUTION_TIMEOUT);
      assertThat(cluster.state(id)).isEqualTo(JobState.FAILED);
    }
  }

  @Test
  void aFailureIsShownWithItsReason() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      String execution = cluster.onlyExecution(id).id();
      cluster.node(1).step(execution);
      cluster.node(1).fail(execution, "needs more than Memory=512Mb", false);
      cluster.settle();

      assertThat(cluster.job(id).state().message())
          .isEqualTo("failed after 1 attempt: needs more than Memory=512Mb");
      assertThat(cluster.history(id))
          .anySatisfy(entry -> {
            assertThat(entry.event().message()).isEqualTo("needs more than Memory=512Mb");
            assertThat(entry.event().details())
                .containsEntry(Event.Detail.IS_ERROR, "true")
                .containsEntry(Event.Detail.NEW_STATE, "Failed");
          });
    }
  }

  @Test
  void nodesAreKnownAfterARestartAndExpectedBack() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 1, Timeouts.NONE);
      cluster.settle();
      cluster.crashRequester();

      NodeState known = cluster.requester().node("n-001").orElseThrow();
      assertThat(known.isConnected()).isFalse();
      cluster.tick(RequesterOptions.DEFAULT_NODE_TIMEOUT);
      cluster.settle();
      assertThat(cluster.onlyExecution(id).isFinal()).isFalse();
      cluster.heartbeats();
      assertThat(cluster.requester().node("n-001").orElseThrow().isConnected()).isTrue();
      cluster.runToEnd();
      assertThat(cluster.executions(id)).hasSize(1);
    }
  }

  @Test
  void aHeartbeatTellsWhetherItIsWorthTryingToReachTheNode() {
    try (TestCluster cluster = new TestCluster(folder, 0)) {
      NodeInfo info = Sample.wasmNode("n-001");
      assertThat(cluster.requester().heartbeat(info)).as("joined").isTrue();
      assertThat(cluster.requester().heartbeat(info)).as("as before").isFalse();
      cluster.tick(RequesterOptions.DEFAULT_NODE_TIMEOUT.plusMillis(1));
      assertThat(cluster.requester().heartbeat(info)).as("back").isTrue();
    }
  }

  @Test
  void needlessLooksAtAJobAreMerged() {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      String id = cluster.submit("job", 10, Timeouts.NONE);
      cluster.settle();

      List<String> comments =
          cluster.store().read(reader -> reader.evaluations(id)).stream()
              .map(evaluation -> evaluation.comment())
              .toList();
      assertThat(comments)
          .filteredOn(comment -> comment.startsWith("decided by evaluation"))
          .hasSize(9);
      cluster.runToEnd();
    }
  }

  @Test
  void aClosedRequesterTakesNothing() {
    TestCluster cluster = new TestCluster(folder, 0);
    cluster.requester().close();

    assertThatThrownBy(() -> cluster.submit("job", 1, Timeouts.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the requester is closed");
    cluster.close();
  }
}
