// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Outcome;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** Every cell of the table that ships, and of the tables that operators can choose. */
  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (JobType type : JobType.values()) {
      for (LocalState state : LocalState.values()) {
        cells.add(Arguments.of(Optional.empty(), type, state));
        for (RestartAction choice : RestartAction.values()) {
          cells.add(Arguments.of(Optional.of(choice), type, state));
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "operator chose {0}: {1} × {2}")
  @MethodSource("cells")
  void theNodeDoesWhatTheCellOfTheTableSays(
      Optional<RestartAction> choice, JobType type, LocalState state) throws Exception {
    RestartTable table =
        choice
            .map(action -> RestartTable.shipped().with(type, action))
            .orElseGet(RestartTable::shipped);
    try (TestNode node = new TestNode(folder, options -> options.withRestartTable(table))) {
      leave(node, "e-1", type, state);
      LocalExecution left = node.record("e-1");
      node.start();
      switch (table.action(type, state)) {
        case NO_ACTION -> {
          assertThat(node.next())
              .isEqualTo(
                  new Message.RestartReport(
                      state.isFinal()
                          ? List.of()
                          : List.of(
                              new Message.HeldExecution(
                                  "e-1", state, left.version(), state.isInterruptible()))));
          assertThat(node.record("e-1")).isEqualTo(left);
          assertThat(node.engine.started).isEmpty();
        }
        case FAIL -> {
          Message.ExecutionChanged failed = (Message.ExecutionChanged) node.next();
          assertThat(failed.state()).isEqualTo(LocalState.FAILED);
          assertThat(failed.comment()).contains("the node was started again");
          assertThat(node.next()).isEqualTo(new Message.RestartReport(List.of()));
          assertThat(node.record("e-1").state()).isEqualTo(LocalState.FAILED);
          assertThat(node.engine.started).isEmpty();
        }
        case RUN_AGAIN -> {
          assertThat(node.awaitReport().held())
              .containsExactly(new Message.HeldExecution("e-1", state, left.version(), false));
          assertThat(node.engine.awaitStart()).isEqualTo("e-1");
          node.engine.finish("e-1", new Outcome.Exited(0));
          assertThat(node.awaitFinal("e-1").state()).isEqualTo(LocalState.COMPLETED);
          assertThat(node.history("e-1"))
              .as("each state once, as it never stopped being in the one it was in")
              .containsExactlyElementsOf(GOOD_RUN);
        }
      }
    }
  }

  @Test
  void whatWasDoneIsKeptInTheStoreInOneLine() throws Exception {
    try (TestNode node =
        new TestNode(
            folder,
            options ->
                options.withRestartTable(
                    RestartTable.shipped().with(JobType.OPS, RestartAction.FAIL)))) {
      leave(node, "e-batch", JobType.BATCH, LocalState.RUNNING);
      leave(node, "e-ops-1", JobType.OPS, LocalState.RUNNING);
      leave(node, "e-ops-2", JobType.OPS, LocalState.PUBLISHING);
      leave(node, "e-daemon", JobType.DAEMON, LocalState.RUNNING);
      node.reopen();
      node.start();
      assertThat(node.store.lastStart().summary())
          .startsWith("found 3 Running, 1 Publishing; removed 0; file ")
          .endsWith("restart: 1 run again, 2 failed, 1 left to their requesters");
      assertThat(node.engine.awaitStart()).isEqualTo("e-daemon");
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
      assertThat(report.held())
          .extracting(Message.HeldExecution::interrupted)
          .containsExactly(true, true);
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
    Duration kept = ComputeOptions.DEFAULT_INTERRUPTED_KEPT;
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
