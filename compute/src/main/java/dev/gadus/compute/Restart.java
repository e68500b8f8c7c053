// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Event;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.RestartAction;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.ExecutionWriter;
import dev.gadus.store.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides, when a node starts, about the executions that it finds, and tells their requesters. */
final class Restart {
  private static final Logger LOG = LoggerFactory.getLogger(Restart.class);

  private final ComputeOptions options;

  Restart(ComputeOptions options) {
    this.options = options;
  }

  /**
   * What became of the executions that were found.
   *
   * @param again the executions that are to run again
   * @param failed how many failed
   * @param interrupted how many were left to their requesters to decide about
   */
  record Decisions(List<LocalExecution> again, int failed, int interrupted) {
    Decisions {
      again = List.copyOf(again);
    }

    /** In a line. */
    String summary() {
      return "restart: %d run again, %d failed, %d left to their requesters"
          .formatted(again.size(), failed, interrupted);
    }
  }

  /**
   * Applies the restart table and writes the reports, in one transaction. Each requester gets one
   * report, also when the node holds nothing of it: then it learns that what it believes to be here
   * is not.
   */
  Decisions apply(ExecutionStore store) {
    Decisions decisions = store.write(this::decide);
    decisions.again().forEach(execution -> LOG.info("execution {} runs again", execution.id()));
    store.addToLastStart(decisions.summary());
    return decisions;
  }

  private Decisions decide(ExecutionWriter writer) {
    List<LocalExecution> again = new ArrayList<>();
    int failed = 0;
    int interrupted = 0;
    Map<String, List<Message.HeldExecution>> reports = new TreeMap<>();
    options.requesters().forEach(requester -> reports.put(requester, new ArrayList<>()));
    for (LocalExecution found : writer.liveExecutions()) {
      List<Message.HeldExecution> held =
          reports.computeIfAbsent(found.requesterNodeId(), _ -> new ArrayList<>());
      RestartAction action = options.restartTable().action(found.job().type(), found.state());
      switch (action) {
        case NO_ACTION -> {
          boolean was = found.state().isInterruptible();
          held.add(held(found, was));
          interrupted += was ? 1 : 0;
        }
        case RUN_AGAIN -> {
          held.add(held(found, false));
          again.add(found);
        }
        case FAIL -> {
          fail(writer, found);
          failed++;
        }
      }
    }
    reports.forEach((requester, held) -> writer.send(requester, new Message.RestartReport(held)));
    return new Decisions(again, failed, interrupted);
  }

  private static Message.HeldExecution held(LocalExecution execution, boolean interrupted) {
    return new Message.HeldExecution(
        execution.id(), execution.state(), execution.version(), interrupted);
  }

  private static void fail(ExecutionWriter writer, LocalExecution found) {
    LocalExecution failed =
        writer.transition(
            Transition.of(
                found.id(), LocalState.FAILED, "failed because the node was started again"));
    writer.send(
        failed.requesterNodeId(),
        Report.of(failed, Event.Topic.RESTART, Report.failure("Compute:Restarted", true)));
  }
}
