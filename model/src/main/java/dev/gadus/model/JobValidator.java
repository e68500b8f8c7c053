// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Says everything that is wrong with a job that was read; client and requester ask the same. */
public final class JobValidator {
  /** As many partitions as one job may have: each is a record, and a plan names them all. */
  public static final int MAX_COUNT = 100_000;

  /** Paths and names longer than file systems take, whatever the engine. */
  public static final int MAX_NAME_LENGTH = 4096;

  private static final Pattern ENV_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final String RESERVED_ENV_PREFIX = "BACALHAU_";

  private final TaskTypes types;
  private final List<Problem> problems = new ArrayList<>();

  private JobValidator(TaskTypes types) {
    this.types = types;
  }

  /**
   * The problems of a job; empty when it is good. Positions are not filled in.
   *
   * @param types what its task may name
   */
  public static List<Problem> validate(Job job, TaskTypes types) {
    JobValidator validator = new JobValidator(types);
    validator.job(job);
    return List.copyOf(validator.problems);
  }

  private void job(Job job) {
    if (job.id().chars().anyMatch(c -> c == 0 || Character.isWhitespace(c))) {
      report("ID", "an id has no spaces and no NUL");
    }
    addressed("Name", job.name());
    addressed("Namespace", job.namespace());
    type(job);
    count(job);
    for (int i = 0; i < job.constraints().size(); i++) {
      constraint("Constraints[" + i + "]", job.constraints().get(i));
    }
    if (job.tasks().isEmpty()) {
      report("Tasks", "a job needs a task");
    } else if (job.tasks().size() > 1) {
      report("Tasks", "a job has exactly one task, found " + job.tasks().size());
    }
    for (int i = 0; i < job.tasks().size(); i++) {
      task("Tasks[" + i + "]", job.tasks().get(i));
    }
  }

  private void type(Job job) {
    switch (job.type()) {
      case BATCH, OPS -> {}
      case SERVICE, DAEMON ->
          report(
              "Type",
              "jobs of type '%s' cannot be run yet; allowed: %s, %s"
                  .formatted(job.type().text(), JobType.BATCH.text(), JobType.OPS.text()));
    }
  }

  private void count(Job job) {
    switch (job.type()) {
      case BATCH, SERVICE -> {
        if (job.count() < 1 || job.count() > MAX_COUNT) {
          report(
              "Count",
              "a %s job has 1 to %d partitions, found %d"
                  .formatted(job.type().text(), MAX_COUNT, job.count()));
        }
      }
      case OPS, DAEMON -> {
        if (job.count() < 0 || job.count() > 1) {
          report(
              "Count",
              "a %s job runs on every node that matches: leave Count out"
                  .formatted(job.type().text()));
        }
      }
    }
  }

  private void constraint(String path, Constraint constraint) {
    if (constraint.key().isEmpty()) {
      report(path + ".Key", "a constraint needs the key of a node label");
    }
    int values = constraint.values().size();
    switch (constraint.operator()) {
      case "in", "notin" -> expect(values >= 1, path + ".Values", "needs at least one value");
      case "exists", "!" -> expect(values == 0, path + ".Values", "takes no values");
      case "=", "==", "!=" -> expect(values == 1, path + ".Values", "needs exactly one value");
      case "gt", "lt" ->
          expect(
              values == 1 && constraint.values().getFirst().matches("-?\\d{1,18}"),
              path + ".Values",
              "needs exactly one whole number");
      default ->
          report(
              path + ".Operator",
              "'%s' is no operator; allowed: %s"
                  .formatted(constraint.operator(), String.join(", ", Constraint.OPERATORS)));
    }
  }

  private void task(String path, Task task) {
    name(path + ".Name", task.name(), true);
    spec(path + ".Engine", "engine", task, task.engine(), types.engines(), true);
    spec(path + ".Publisher", "publisher", task, task.publisher(), types.publishers(), false);
    inputSources(path, task);
    resultPaths(path, task);
    task.env().forEach((name, value) -> variable(path + ".Env", name, value));
    resources(path + ".Resources", task.resources());
    network(path + ".Network", task.network());
    timeouts(path + ".Timeouts", task.timeouts());
  }

  private void spec(
      String path,
      String what,
      Task task,
      SpecConfig spec,
      List<SpecType> known,
      boolean required) {
    String names = String.join(", ", TaskTypes.names(known));
    if (spec.isNone()) {
      expect(!required, path + ".Type", "needs a type of %s: %s".formatted(what, names));
      return;
    }
    Optional<SpecType> type = TaskTypes.find(known, spec);
    if (type.isEmpty()) {
      report(
          path + ".Type",
          "unknown %s '%s'; allowed: %s%s"
              .formatted(
                  what,
                  spec.type(),
                  names,
                  NearWords.suggestion(spec.type(), TaskTypes.names(known))));
    } else {
      params(path + ".Params", what, spec, type.get());
      type.get()
          .check()
          .check(task, spec, (param, message) -> report(path + ".Params." + param, message));
    }
  }

  private void params(String path, String what, SpecConfig spec, SpecType type) {
    for (SpecType.Param param : type.params()) {
      param(path, type, spec, param);
    }
    for (String given : spec.params().keySet()) {
      if (type.param(given).isEmpty()) {
        report(
            path + "." + given,
            "%s '%s' has no such parameter; allowed: %s%s"
                .formatted(
                    what,
                    type.name(),
                    type.paramWords(),
                    NearWords.suggestion(given, type.paramNames())));
      }
    }
  }

  private void param(String path, SpecType type, SpecConfig spec, SpecType.Param param) {
    Object value = spec.param(param.name()).orElse(null);
    String where = path + "." + param.name();
    if (value == null || value.equals("")) {
      expect(
          !param.required(),
          value == null ? path : where,
          "'%s' needs %s (%s)".formatted(type.name(), param.name(), param.kind().words()));
    } else if (!param.kind().accepts(value)) {
      report(where, "must be %s, found %s".formatted(param.kind().words(), describe(value)));
    } else if (!param.allowed().isEmpty() && !param.allowed().contains(String.valueOf(value))) {
      report(where, "'%s' is none of %s".formatted(value, String.join(", ", param.allowed())));
    }
  }

  private void inputSources(String path, Task task) {
    Map<String, Integer> targets = new HashMap<>();
    Map<String, Integer> aliases = new HashMap<>();
    for (int i = 0; i < task.inputSources().size(); i++) {
      InputSource input = task.inputSources().get(i);
      String where = path + ".InputSources[" + i + "]";
      spec(where + ".Source", "input source", task, input.source(), types.inputSources(), true);
      if (absolutePath(where + ".Target", "Target", input.target())) {
        unique(where + ".Target", "InputSources", targets, input.target(), i);
      }
      if (!input.alias().isEmpty()) {
        unique(where + ".Alias", "InputSources", aliases, input.alias(), i);
      }
    }
  }

  private void resultPaths(String path, Task task) {
    Map<String, Integer> names = new HashMap<>();
    Map<String, Integer> paths = new HashMap<>();
    for (int i = 0; i < task.resultPaths().size(); i++) {
      ResultPath result = task.resultPaths().get(i);
      String where = path + ".ResultPaths[" + i + "]";
      Optional<String> problem = result.nameProblem();
      if (problem.isPresent()) {
        report(where + ".Name", problem.get());
      } else {
        unique(where + ".Name", "ResultPaths", names, result.name(), i);
      }
      if (absolutePath(where + ".Path", "Path", result.path())) {
        unique(where + ".Path", "ResultPaths", paths, result.path(), i);
      }
    }
    if (!task.resultPaths().isEmpty() && task.publisher().isNone()) {
      report(
          path + ".ResultPaths",
          "result paths need a Publisher, else nothing would be kept; allowed: "
              + String.join(", ", TaskTypes.names(types.publishers())));
    }
    for (int i = 0; i < task.resultPaths().size(); i++) {
      String result = task.resultPaths().get(i).path();
      if (task.inputSources().stream().anyMatch(input -> input.target().equals(result))) {
        report(
            path + ".ResultPaths[" + i + "].Path",
            "'%s' is the Target of an input source, and inputs are read-only".formatted(result));
      }
    }
  }

  private void variable(String path, String name, String value) {
    String where = path + "." + name;
    if (!ENV_NAME.matcher(name).matches()) {
      report(
          where, "a variable's name is an upper-case letter, then upper-case letters, digits or _");
    } else if (name.toUpperCase(Locale.ROOT).startsWith(RESERVED_ENV_PREFIX)) {
      report(where, "names that begin with BACALHAU_ are set by the node");
    }
    if (value.isEmpty()) {
      report(where, "a variable's value is not empty");
    } else if (value.indexOf(0) >= 0) {
      report(where, "a variable's value has no NUL");
    }
  }

  private void resources(String path, ResourceRequest request) {
    number(path + ".CPU", () -> Resources.parseCpu(request.cpu()));
    number(path + ".Memory", () -> Resources.parseSize("Memory", request.memory()));
    number(path + ".Disk", () -> Resources.parseSize("Disk", request.disk()));
    number(path + ".GPU", () -> Resources.parseGpu(request.gpu()));
  }

  private void number(String path, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      report(path, String.valueOf(e.getMessage()));
    }
  }

  private void network(String path, NetworkConfig network) {
    if (NetworkConfig.canonical(network.type()).isEmpty()) {
      report(
          path + ".Type",
          "unknown network type '%s'; allowed: %s"
              .formatted(network.type(), String.join(", ", NetworkConfig.TYPES)));
    }
    expect(
        network.domains().isEmpty() || network.type().equals("HTTP"),
        path + ".Domains",
        "domains go with network type HTTP alone");
    expect(
        network.ports().isEmpty() || Set.of("Host", "Full", "Bridge").contains(network.type()),
        path + ".Ports",
        "ports go with the network types Host, Full and Bridge alone");
  }

  private void timeouts(String path, Timeouts timeouts) {
    expect(timeouts.executionTimeout() >= 0, path + ".ExecutionTimeout", "is not negative");
    expect(timeouts.queueTimeout() >= 0, path + ".QueueTimeout", "is not negative");
    expect(timeouts.totalTimeout() >= 0, path + ".TotalTimeout", "is not negative");
    boolean fits =
        timeouts.totalTimeout() <= 0
            || (timeouts.executionTimeout() <= timeouts.totalTimeout()
                && timeouts.queueTimeout()
                    <= timeouts.totalTimeout() - timeouts.executionTimeout());
    expect(
        fits,
        path + ".TotalTimeout",
        "%d s is less than ExecutionTimeout %d s + QueueTimeout %d s"
            .formatted(
                timeouts.totalTimeout(), timeouts.executionTimeout(), timeouts.queueTimeout()));
  }

  /** A name that stands in the addresses of the API, where these would mean something else. */
  private void addressed(String path, String value) {
    if (!name(path, value, false)) {
      return;
    }
    expect(
        !value.equals(".") && !value.equals(".."),
        path,
        "'%s' would mean a folder in addresses; choose another name".formatted(value));
    expect(
        value.indexOf('/') < 0,
        path,
        "'%s' has a slash in it; write for example a-b".formatted(value));
    expect(value.chars().noneMatch(Character::isISOControl), path, "has a control character in it");
  }

  private boolean name(String path, String value, boolean required) {
    String problem = "";
    if (value.isBlank() && (required || !value.isEmpty())) {
      problem = required ? "is missing or blank" : "is blank";
    } else if (value.indexOf(0) >= 0) {
      problem = "has a NUL";
    } else if (value.length() > MAX_NAME_LENGTH) {
      problem = "is longer than " + MAX_NAME_LENGTH + " characters";
    }
    if (!problem.isEmpty()) {
      report(path, problem);
    }
    return problem.isEmpty();
  }

  private boolean absolutePath(String path, String what, String value) {
    if (!name(path, value, true)) {
      return false;
    }
    if (!value.startsWith("/")) {
      report(path, "%s '%s' is not absolute: it begins with /".formatted(what, value));
      return false;
    }
    if (new HashSet<>(List.of(value.split("/", -1))).contains("..")) {
      report(path, "%s '%s' has a .. in it".formatted(what, value));
      return false;
    }
    return true;
  }

  private void unique(
      String path, String list, Map<String, Integer> seen, String value, int index) {
    Integer earlier = seen.putIfAbsent(value, index);
    if (earlier != null) {
      report(
          path, "'%s' is already used by %s[%d]; each is unique".formatted(value, list, earlier));
    }
  }

  private void expect(boolean good, String path, String message) {
    if (!good) {
      report(path, message);
    }
  }

  private void report(String path, String message) {
    problems.add(Problem.at(path, message));
  }

  private static String describe(Object value) {
    return switch (value) {
      case String text -> "the text '" + text + "'";
      case Number number -> "the number " + number;
      case Boolean flag -> flag.toString();
      case List<?> list -> "a list of " + list.size();
      case Map<?, ?> map -> "a map with " + map.keySet();
      default -> value.getClass().getSimpleName();
    };
  }
}
