package dev.gadus.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.JobType;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.RestartAction;
import dev.gadus.model.RestartTable;
import dev.gadus.model.ResultPath;
import dev.gadus.model.SpecConfig;
import dev.gadus.store.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node does at its start with what it finds, cell by cell of the restart table. */
class RestartTest {
  private static final List<LocalState> GOOD_RUN =
      List.of(
          LocalState.CREATED,
          LocalState.BID_ACCEPTED,
          LocalState.RUNNING,
          LocalState.WAITING_VERIFICATION,
          LocalState.RESULT_ACCEPTED,
          LocalState.PUBLISHING,
          LocalState.COMPLETED);

  @TempDir Path folder;

  /** Puts a record into the store as a node that was ended in this state leaves it. */
  private static void leave(TestNode node, String id, JobType type, LocalState state) {
    TestJobs job = TestJobs.scripted().type(type);
    node.store.create(
        new LocalExecution(
            TestJobs.execution(id, 0),
            job.job(),
            TestNode.REQUESTER,
            Bids.resources(job.task()),
            LocalState.CREATED,
            1,
            node.clock.instant(),
            node.clock.instant(),
            "made by the test",
            SpecConfig.NONE,
            Optional.empty()));
    if (GOOD_RUN.contains(state)) {
      for (LocalState next : GOOD_RUN.subList(1, GOOD_RUN.indexOf(state) + 1)) {
        node.store.transition(Transition.of(id, next, "made by the test"));
      }
    } else {
      node.store.transition(Transition.of(id, state, "made by the test"));
    }
  }

  private static String id(LocalState state) {
    return "e-" + state.text();
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "OPS"})
  void batchAndOpsAreLeftAndReportedAsInterrupted(JobType type) throws Exception {
    try (TestNode node = new TestNode(folder)) {
      for (LocalState state : LocalState.values()) {
        leave(node, id(state), type, state);
      }
      node.start();

      List<Message.Held> held = new ArrayList<>();
      for (LocalState state : LocalState.values()) {
        if (!state.isFinal()) {
          held.add(
              new Message.Held(
                  id(state), state, GOOD_RUN.indexOf(state) + 1, state != LocalState.CREATED));
        }
      }
      assertThat(node.next()).isEqualTo(new Message.RestartReport(held));
      for (LocalState state : LocalState.values()) {
        assertThat(node.record(id(state)).state()).isEqualTo(state);
      }
      assertThat(node.engine.started).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVICE", "DAEMON"})
  void servicesAndDaemonsRunAgainWhereTheTableSaysSo(JobType type) throws Exception {
    try (TestNode node = new TestNode(folder)) {
      for (LocalState state : LocalState.values()) {
        leave(node, id(state), type, state);
      }
      node.start();

      Message.RestartReport report = node.awaitReport();
      assertThat(report.held())
          .filteredOn(Message.Held::interrupted)
          .extracting(Message.Held::state)
          .containsExactly(
              LocalState.WAITING_VERIFICATION, LocalState.RESULT_ACCEPTED, LocalState.PUBLISHING);
      assertThat(List.of(node.engine.awaitStart(), node.engine.awaitStart()))
          .containsExactlyInAnyOrder(id(LocalState.BID_ACCEPTED), id(LocalState.RUNNING));
      assertThat(node.engine.started).isEmpty();
      node.engine.finish(id(LocalState.RUNNING), new Outcome.Exited(0));
      assertThat(node.awaitFinal(id(LocalState.RUNNING)).state()).isEqualTo(LocalState.COMPLETED);
      assertThat(node.history(id(LocalState.RUNNING)))
          .as("the history has one Running, as it never stopped being in that state")
          .containsExactlyElementsOf(GOOD_RUN);
    }
  }

  @Test
  void anOperatorCanChooseToFailWhatWasInterrupted() throws Exception {
    try (TestNode node =
        new TestNode(
            folder,
            settings ->
                settings.withRestartTable(
                    RestartTable.shipped().with(JobType.BATCH, RestartAction.FAIL)))) {
      leave(node, "e-created", JobType.BATCH, LocalState.CREATED);
      leave(node, "e-running", JobType.BATCH, LocalState.RUNNING);
      node.start();

      Message.ExecutionChanged failed = (Message.ExecutionChanged) node.next();
      assertThat(failed.executionId()).isEqualTo("e-running");
      assertThat(failed.state()).isEqualTo(LocalState.FAILED);
      assertThat(failed.comment()).contains("the node was started again");
      assertThat(node.next())
          .isEqualTo(
              new Message.RestartReport(
                  List.of(new Message.Held("e-created", LocalState.CREATED, 1, false))));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BID_ACCEPTED", "RUNNING", "WAITING_VERIFICATION", "RESULT_ACCEPTED", "PUBLISHING"})
  void anOperatorCanChooseToRunEverythingAgain(LocalState state) throws Exception {
    try (TestNode node =
        new TestNode(
            folder,
            settings ->
                settings.withRestartTable(
                    RestartTable.shipped().with(JobType.BATCH, RestartAction.RUN_AGAIN)))) {
      leave(node, "e-1", JobType.BATCH, state);
      node.start();

      assertThat(node.engine.awaitStart()).isEqualTo("e-1");
      node.engine.finish("e-1", new Outcome.Exited(0));
      assertThat(node.awaitFinal("e-1").state()).isEqualTo(LocalState.COMPLETED);
      assertThat(node.history("e-1")).containsExactlyElementsOf(GOOD_RUN);
    }
  }

  @Test
  void closingLeavesWhatRunsAsItIs() throws Exception {
    try (TestNode node = new TestNode(folder).start()) {
      node.run("e-real", TestJobs.wasm(node.module("endless")).results(new ResultPath("r", "/r")));
      node.run("e-scripted", TestJobs.scripted());
      node.await("e-real", LocalState.RUNNING);
      node.engine.awaitStart();

      node.reopen();

      assertThat(node.record("e-real").state()).isEqualTo(LocalState.RUNNING);
      assertThat(node.record("e-scripted").state()).isEqualTo(LocalState.RUNNING);
      node.start();
      Message.RestartReport report = node.awaitReport();
      assertThat(report.held()).extracting(Message.Held::interrupted).containsExactly(true, true);
      node.send(new Message.CancelExecution("e-real", "tried again elsewhere"));
      assertThat(node.awaitFinal("e-real").state()).isEqualTo(LocalState.CANCELLED);
    }
  }

  @Test
  void anOfferThatWasOpenCanBeAcceptedAfterARestart() throws Exception {
    try (TestNode node = new TestNode(folder).start()) {
      node.ask("e-1", TestJobs.scripted());
      node.reopen();
      node.start();

      node.send(new Message.AcceptBid("e-1"));

      assertThat(node.engine.awaitStart()).isEqualTo("e-1");
      node.engine.finish("e-1", new Outcome.Exited(0));
      assertThat(node.awaitFinal("e-1").state()).isEqualTo(LocalState.COMPLETED);
    }
  }

  @Test
  void whatNoRequesterDecidesAboutFailsInTheEnd() throws Exception {
    Duration kept = ComputeSettings.DEFAULT_INTERRUPTED_KEPT;
    try (TestNode node = new TestNode(folder)) {
      leave(node, "e-created", JobType.BATCH, LocalState.CREATED);
      leave(node, "e-publishing", JobType.BATCH, LocalState.PUBLISHING);
      node.start();
      node.run("e-worked-on", TestJobs.scripted());
      node.engine.awaitStart();

      node.clock.advance(kept);
      node.node.keepHouse();
      assertThat(node.record("e-publishing").state()).isEqualTo(LocalState.PUBLISHING);

      node.clock.advance(Duration.ofMillis(1));
      node.node.keepHouse();
      assertThat(node.awaitFinal("e-publishing").comment()).contains("no requester decided");
      assertThat(node.record("e-created").state()).isEqualTo(LocalState.CREATED);
      assertThat(node.record("e-worked-on").state()).isEqualTo(LocalState.RUNNING);
    }
  }

  @Test
  void foldersOfUnknownAndEndedExecutionsAreTidiedAtStart() throws IOException {
    try (TestNode node = new TestNode(folder)) {
      leave(node, "e-completed", JobType.BATCH, LocalState.COMPLETED);
      leave(node, "e-running", JobType.BATCH, LocalState.RUNNING);
      Path executions = node.folder.resolve("executions");
      for (String id : List.of("e-completed", "e-running", "e-unknown")) {
        Files.createDirectories(executions.resolve(id).resolve("inputs/0"));
        Files.createDirectories(executions.resolve(id).resolve("results/out"));
        Files.writeString(executions.resolve(id).resolve("results/stdout"), "printed");
      }
      node.start();

      assertThat(executions.resolve("e-unknown")).doesNotExist();
      assertThat(executions.resolve("e-completed/results/stdout")).hasContent("printed");
      assertThat(executions.resolve("e-completed/results/out")).doesNotExist();
      assertThat(executions.resolve("e-completed/inputs")).doesNotExist();
      assertThat(executions.resolve("e-running/inputs/0")).exists();
    }
  }
}
