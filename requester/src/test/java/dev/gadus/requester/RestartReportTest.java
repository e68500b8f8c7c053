// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Envelope;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.model.Timeouts;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the requester does with an execution when its node says what it holds after a start. */
class RestartReportTest {
  private static final String NODE = "n-001";

  @TempDir Path folder;

  /** What the node says of the execution. */
  enum Said {
    /** It holds it and left it to the requester: the table's no-action for work that was begun. */
    INTERRUPTED,
    /** It holds it and goes on with it: run-again, and offers that are open. */
    HELD,
    /** It does not hold it. */
    NOT_HELD
  }

  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (JobType type : List.of(JobType.BATCH, JobType.OPS)) {
      for (ExecutionState state : ExecutionState.values()) {
        if (state != ExecutionState.UNDEFINED && state != ExecutionState.NEW) {
          for (Said said : Said.values()) {
            cells.add(Arguments.of(type, state, said));
          }
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theExecutionFailsGoesOnOrIsCancelledAtTheNode(
      JobType type, ExecutionState state, Said said) {
    try (TestCluster cluster = new TestCluster(folder, 1)) {
      cluster.endInTheMidst();
      Execution left = leave(cluster, type, state);
      List<Message.HeldExecution> held =
          said == Said.NOT_HELD
              ? List.of()
              : List.of(
                  new Message.HeldExecution(
                      left.id(), LocalState.RUNNING, 3, said == Said.INTERRUPTED));
      cluster
          .requester()
          .receive(
              new Envelope(
                  NODE,
                  "store-of-the-test",
                  TestCluster.REQUESTER,
                  1,
                  cluster.clock.instant(),
                  new Message.RestartReport(held)));

      Execution now = cluster.store().read(reader -> reader.requireExecution(left.id()));
      boolean unanswered = left.isUnanswered();
      boolean gone = said == Said.INTERRUPTED || (said == Said.NOT_HELD && !unanswered);
      if (state.isFinal() || !gone) {
        assertThat(now).isEqualTo(left);
      } else {
        assertThat(now.state().state()).isEqualTo(ExecutionState.FAILED);
        assertThat(now.state().message())
            .isEqualTo(
                said == Said.INTERRUPTED
                    ? "interrupted by a restart of node " + NODE
                    : "node " + NODE + " does not have the execution any more");
        assertThat(NodeFault.of(now)).as("a fault of the node, not of the job").isPresent();
      }
      assertThat(cluster.requester().isWorkDue())
          .as("the job is looked at")
          .isEqualTo(!state.isFinal() && gone);
      assertThat(messages(cluster))
          .as("the record is closed at the node")
          .hasSize(now.isFinal() && said != Said.NOT_HELD ? 1 : 0)
          .allSatisfy(message -> assertThat(message).isInstanceOf(Message.CancelExecution.class));
    }
  }

  private static List<Message> messages(TestCluster cluster) {
    return cluster.store().outbox().messages(NODE, 0, 10).stream().map(Envelope::message).toList();
  }

  /** Stores a job with an execution that came to this state. */
  private static Execution leave(TestCluster cluster, JobType type, ExecutionState state) {
    Job job =
        (type == JobType.OPS
                ? Sample.ops("job", Timeouts.NONE)
                : Sample.submission("job", 1, Timeouts.NONE))
            .withIdentity("j-1", "job", "default");
    return cluster
        .store()
        .write(writer -> {
          writer.createJob(job);
          long nanos = Times.nanos(cluster.clock.instant());
          Execution execution =
              new Execution(
                  "e-1",
                  "default",
                  "v-1",
                  "",
                  NODE,
                  "j-1",
                  job.version(),
                  new Execution.Allocation(Map.of()),
                  Status.of(DesiredState.PENDING),
                  Status.of(ExecutionState.NEW),
                  SpecConfig.NONE,
                  Optional.empty(),
                  "",
                  "",
                  "",
                  0,
                  1,
                  nanos,
                  nanos);
          writer.createExecution(execution);
          for (ExecutionState next : wayTo(state)) {
            execution = execution.withState(Status.of(next), execution.desired(), nanos);
            writer.updateExecution(execution);
          }
          return execution;
        });
  }

  /** A shortest way by the state table. */
  private static List<ExecutionState> wayTo(ExecutionState state) {
    Map<ExecutionState, List<ExecutionState>> ways = new EnumMap<>(ExecutionState.class);
    ways.put(ExecutionState.NEW, List.of());
    Deque<ExecutionState> next = new ArrayDeque<>(List.of(ExecutionState.NEW));
    while (!next.isEmpty()) {
      ExecutionState from = next.remove();
      for (ExecutionState to : ExecutionState.TABLE.next(from)) {
        if (!ways.containsKey(to)) {
          List<ExecutionState> way = new ArrayList<>(ways.getOrDefault(from, List.of()));
          way.add(to);
          ways.put(to, way);
          next.add(to);
        }
      }
    }
    return ways.getOrDefault(state, List.of());
  }
}
