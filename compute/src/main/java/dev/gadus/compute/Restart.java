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
  private static final Logger log = LoggerFactory.getLogger(Restart.class);

  private final ComputeSettings settings;

  Restart(ComputeSettings settings) {
    this.settings = settings;
  }

  /**
   * Applies the restart table and writes the reports, in one transaction. Each requester gets one
   * report, also when the node holds nothing of it: then it learns that what it believes to be here
   * is not.
   *
   * @return the executions that are to run again
   */
  List<LocalExecution> apply(ExecutionStore store) {
    List<LocalExecution> again = store.write(this::decide);
    again.forEach(execution -> log.info("execution {} runs again", execution.id()));
    return again;
  }

  private List<LocalExecution> decide(ExecutionWriter writer) {
    List<LocalExecution> again = new ArrayList<>();
    Map<String, List<Message.Held>> reports = new TreeMap<>();
    settings.requesters().forEach(requester -> reports.put(requester, new ArrayList<>()));
    for (LocalExecution found : writer.liveExecutions()) {
      List<Message.Held> held =
          reports.computeIfAbsent(found.requesterNodeId(), _ -> new ArrayList<>());
      RestartAction action = settings.restartTable().action(found.job().type(), found.state());
      switch (action) {
        case NO_ACTION -> held.add(held(found, found.state().isInterruptible()));
        case RUN_AGAIN -> {
          held.add(held(found, false));
          again.add(found);
        }
        case FAIL -> fail(writer, found);
      }
    }
    reports.forEach((requester, held) -> writer.send(requester, new Message.RestartReport(held)));
    return again;
  }

  private static Message.Held held(LocalExecution execution, boolean interrupted) {
    return new Message.Held(execution.id(), execution.state(), execution.version(), interrupted);
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
