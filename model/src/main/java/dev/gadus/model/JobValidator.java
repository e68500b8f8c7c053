// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private final List<Problem> problems = new ArrayList<>();

  private JobValidator() {}

  /** The problems of a job; empty when it is good. Positions are not filled in. */
  public static List<Problem> validate(Job job) {
    JobValidator validator = new JobValidator();
    validator.job(job);
    return List.copyOf(validator.problems);
  }

  /**
   * Does nothing for a good job.
   *
   * @throws InvalidJobException for any other
   */
  public static void check(Job job) {
    List<Problem> problems = validate(job);
    if (!problems.isEmpty()) {
      throw new InvalidJobException(problems);
    }
  }

  private void job(Job job) {
    if (job.id().chars().anyMatch(c -> c == 0 || Character.isWhitespace(c))) {
      report("ID", "an id has no spaces and no NUL");
    }
    name("Name", job.name(), false);
    name("Namespace", job.namespace(), false);
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
    spec(path + ".Engine", "engine", task.engine(), Specs.ENGINES, true);
    spec(path + ".Publisher", "publisher", task.publisher(), Specs.PUBLISHERS, false);
    inputSources(path, task);
    resultPaths(path, task);
    if (task.engine().isType("wasm")) {
      modules(path, task);
    }
    task.env().forEach((name, value) -> variable(path + ".Env", name, value));
    resources(path + ".Resources", task.resources());
    network(path + ".Network", task.network());
    timeouts(path + ".Timeouts", task.timeouts());
  }

  private void spec(
      String path, String what, SpecConfig spec, Map<String, Specs.Type> table, boolean required) {
    if (spec.isNone()) {
      expect(
          !required, path + ".Type", "needs a type of %s: %s".formatted(what, Specs.names(table)));
      return;
    }
    Specs.Type type = Specs.find(table, spec.type()).orElse(null);
    if (type == null) {
      report(
          path + ".Type",
          "unknown %s '%s'; allowed: %s%s"
              .formatted(
                  what,
                  spec.type(),
                  Specs.names(table),
                  NearWords.suggestion(spec.type(), table.keySet())));
      return;
    }
    for (Specs.Param param : type.params()) {
      param(path + ".Params", type, spec, param);
    }
    for (String given : spec.params().keySet()) {
      if (type.params().stream().noneMatch(param -> param.name().equalsIgnoreCase(given))) {
        report(
            path + ".Params." + given,
            "%s '%s' has no such parameter; allowed: %s%s"
                .formatted(
                    what,
                    type.name(),
                    Specs.paramNames(type),
                    NearWords.suggestion(
                        given, type.params().stream().map(Specs.Param::name).toList())));
      }
    }
  }

  private void param(String path, Specs.Type type, SpecConfig spec, Specs.Param param) {
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
      spec(where + ".Source", "input source", input.source(), Specs.INPUT_SOURCES, true);
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
      if (name(where + ".Name", result.name(), true)) {
        folderName(where + ".Name", result.name());
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
              + Specs.names(Specs.PUBLISHERS));
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

  /** The names that the results already have, next to the result paths. */
  private static final Set<String> RESERVED_RESULTS = Set.of("stdout", "stderr", "exitCode");

  private void folderName(String path, String name) {
    if (name.contains("/") || name.contains("\\") || name.equals(".") || name.equals("..")) {
      report(path, "'%s' becomes a folder: it has no slashes and is not . or ..".formatted(name));
    } else if (RESERVED_RESULTS.contains(name)) {
      report(path, "'%s' is a file that every result has; choose another name".formatted(name));
    }
  }

  private void modules(String path, Task task) {
    task.engine()
        .text("EntryModule")
        .ifPresent(module -> module(path + ".Engine.Params.EntryModule", task, module));
    expect(
        task.engine().texts("ImportModules").isEmpty(),
        path + ".Engine.Params.ImportModules",
        "is not supported; link the modules into one");
  }

  private void module(String path, Task task, String module) {
    boolean found =
        task.inputSources().stream()
            .map(InputSource::target)
            .anyMatch(target ->
                module.equals(target)
                    || module.startsWith(target.endsWith("/") ? target : target + "/"));
    expect(
        module.isEmpty() || found,
        path,
        "'%s' is neither the Target of an input source nor a file below one".formatted(module));
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
