// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.StepException;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The variables that programs get: the task's own, those of the node that it may ask for, and those
 * that tell it who it is.
 */
final class TaskEnvironment {
  /** A value that begins so names a variable of the node. */
  private static final String FROM_NODE = "env:";

  private static final String CODE = "Environment:NotAllowed";

  private final Map<String, String> own;
  private final List<Pattern> allowed;

  /**
   * Takes the node's variables and the patterns of the names that tasks may have.
   *
   * @param allowed names, with {@code *} for any part
   */
  TaskEnvironment(Map<String, String> own, List<String> allowed) {
    this.own = own;
    this.allowed = allowed.stream().map(TaskEnvironment::pattern).toList();
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
  }

  /** Why a task cannot have the variables it asks for; empty when it can. */
  Optional<String> refusal(Task task) {
    return task.env().values().stream()
        .filter(value -> value.startsWith(FROM_NODE))
        .map(value -> value.substring(FROM_NODE.length()))
        .filter(name -> allowed.stream().noneMatch(pattern -> pattern.matcher(name).matches()))
        .findFirst()
        .map(name ->
            "the node's variable %s is not allowed for tasks; the operator decides that with the list of allowed variables"
                .formatted(name));
  }

  /**
   * The variables of an execution. Those that tell it who it is win over the task's own.
   *
   * @throws StepException if the task asks for a variable of the node that it cannot have
   */
  Map<String, String> of(Job job, Execution execution) throws StepException {
    Task task = job.task();
    Optional<String> refusal = refusal(task);
    if (refusal.isPresent()) {
      throw refused(refusal.get());
    }
    Map<String, String> variables = new TreeMap<>();
    for (Map.Entry<String, String> entry : task.env().entrySet()) {
      String value = entry.getValue();
      if (value.startsWith(FROM_NODE)) {
        String name = value.substring(FROM_NODE.length());
        value = own.get(name);
        if (value == null) {
          throw refused("the node's variable %s is not set".formatted(name));
        }
      }
      variables.put(entry.getKey(), value);
    }
    variables.put("BACALHAU_EXECUTION_ID", execution.id());
    variables.put("BACALHAU_JOB_ID", job.id());
    variables.put("BACALHAU_JOB_TYPE", job.type().text());
    variables.put("BACALHAU_PARTITION_INDEX", String.valueOf(execution.partitionIndex()));
    variables.put("BACALHAU_PARTITION_COUNT", String.valueOf(Math.max(1, job.count())));
    return variables;
  }

  private static StepException refused(String message) {
    return new StepException(Event.Topic.PREPARING_ENVIRONMENT, CODE, false, message);
  }
}
