// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.SpecType;
import dev.gadus.model.Task;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a task of the {@code wasm} engine runs.
 *
 * @param entryModule where the program itself finds its module: the target of an input source, or a
 *     path below one
 * @param entrypoint the exported function that is called, without parameters and results
 * @param arguments what the program gets after its own name
 * @param variables environment variables of any name, beside the task's own
 * @param nodeVariables whether the program also gets the variables that tell it who it is
 */
record WasmProgram(
    String entryModule,
    String entrypoint,
    List<String> arguments,
    Map<String, String> variables,
    boolean nodeVariables) {
  static final String ENTRY_MODULE = "EntryModule";
  static final String ENTRYPOINT = "Entrypoint";
  static final String PARAMETERS = "Parameters";
  static final String IMPORT_MODULES = "ImportModules";

  static final String ENVIRONMENT_VARIABLES = "EnvironmentVariables";
  static final String NODE_VARIABLES = "NodeVariables";

  /** What the names of the node's own variables begin with. */
  private static final String OF_NODE = "BACALHAU_";

  private static final String DEFAULT_ENTRYPOINT = "_start";

  /** What can be said of a program from its job alone. */
  static void check(Task task, SpecConfig engine, SpecType.Problems problems) {
    engine
        .text(ENTRY_MODULE)
        .filter(module -> !module.isEmpty() && !isInput(task, module))
        .ifPresent(module ->
            problems.report(
                ENTRY_MODULE,
                "'%s' is neither the Target of an input source nor a file below one"
                    .formatted(module)));
    if (!engine.texts(IMPORT_MODULES).isEmpty()) {
      problems.report(IMPORT_MODULES, "is not supported; link the modules into one");
    }
    variablesProblem(engine.textMap(ENVIRONMENT_VARIABLES))
        .ifPresent(problem -> problems.report(ENVIRONMENT_VARIABLES, problem));
  }

  private static Optional<String> variablesProblem(Map<String, String> variables) {
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      String name = variable.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
        return Optional.of(
            "'%s' is not the name of a variable, which has a letter at least and no '=' and no NUL"
                .formatted(name));
      }
      if (name.toUpperCase(Locale.ROOT).startsWith(OF_NODE)) {
        return Optional.of(
            "'%s': names that begin with %s are the node's".formatted(name, OF_NODE));
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        return Optional.of("'%s': the value has a NUL".formatted(name));
      }
    }
    return Optional.empty();
  }

  /** All that the program gets, out of what its task brings. */
  Map<String, String> environment(Map<String, String> ofTask) {
    Map<String, String> all = new TreeMap<>(ofTask);
    if (!nodeVariables) {
      all.keySet().removeIf(name -> name.startsWith(OF_NODE));
    }
    all.putAll(variables);
    return all;
  }

  /** Whether the module is in an input of the task. */
  boolean isInputOf(Task task) {
    return isInput(task, entryModule);
  }

  private static boolean isInput(Task task, String module) {
    List<String> names = GuestPath.parse(module).names();
    return task.inputSources().stream()
        .map(input -> GuestPath.parse(input.target()).names())
        .anyMatch(target ->
            names.size() >= target.size() && names.subList(0, target.size()).equals(target));
  }

  /**
   * Reads the parameters of an engine.
   *
   * @throws BadProgramException if one is missing, has the wrong type or is not supported
   */
  static WasmProgram of(SpecConfig engine) throws BadProgramException {
    String entryModule =
        text(engine, ENTRY_MODULE)
            .orElseThrow(() ->
                new BadProgramException(
                    "the wasm engine needs the parameter EntryModule: the Target of the input source that holds the module"));
    if (!entryModule.startsWith("/")) {
      throw new BadProgramException(
          "EntryModule must be an absolute path, the Target of an input source, got EntryModule="
              + entryModule);
    }
    if (!texts(engine, IMPORT_MODULES).isEmpty()) {
      throw new BadProgramException(
          "ImportModules is not supported by this engine: link the modules into one");
    }
    String entrypoint = text(engine, ENTRYPOINT).orElse(DEFAULT_ENTRYPOINT);
    List<String> arguments = texts(engine, PARAMETERS);
    for (String argument : arguments) {
      if (argument.indexOf('\0') >= 0) {
        throw new BadProgramException("Parameters must not contain a NUL character");
      }
    }
    Map<String, String> variables = engine.textMap(ENVIRONMENT_VARIABLES);
    Optional<String> problem = variablesProblem(variables);
    if (problem.isPresent()) {
      throw new BadProgramException(ENVIRONMENT_VARIABLES + ": " + problem.get());
    }
    boolean nodeVariables = !engine.param(NODE_VARIABLES).equals(Optional.of(Boolean.FALSE));
    return new WasmProgram(entryModule, entrypoint, arguments, variables, nodeVariables);
  }

  private static Optional<String> text(SpecConfig engine, String name) throws BadProgramException {
    Optional<Object> value = engine.param(name);
    if (value.isPresent() && !(value.get() instanceof String)) {
      throw new BadProgramException("%s must be a text, got %s".formatted(name, value.get()));
    }
    return engine.text(name).filter(text -> !text.isBlank());
  }

  private static List<String> texts(SpecConfig engine, String name) throws BadProgramException {
    Optional<Object> value = engine.param(name);
    if (value.isPresent()
        && !(value.get() instanceof List<?> list
            && list.stream().allMatch(String.class::isInstance))) {
      throw new BadProgramException(
          "%s must be a list of texts, got %s".formatted(name, value.get()));
    }
    return engine.texts(name);
  }

  /**
   * Opens the module's file, which is looked up the way the program would.
   *
   * @throws BadProgramException if it is not there
   * @throws IOException if it cannot be read
   */
  HostFile open(GuestTree tree) throws BadProgramException, IOException {
    try {
      return open(tree, entryModule.substring(1), true);
    } catch (WasiException e) {
      throw new BadProgramException(
          "EntryModule was not found in the inputs, EntryModule=" + entryModule, e);
    }
  }

  private HostFile open(GuestTree tree, String path, boolean lookInside)
      throws BadProgramException, IOException {
    GuestTree.Place place = tree.resolve(GuestPath.parse(path), true);
    if (place instanceof GuestTree.HostPlace host) {
      Optional<FileStatus> status = host.status();
      if (status.isPresent() && status.get().kind() == FileStatus.Kind.FILE) {
        return host.folder().open(host.below(), HostFolder.Access.READ, false);
      }
      // Some input sources make a folder at their target even for a single file.
      if (lookInside && status.isPresent() && status.get().kind() == FileStatus.Kind.FOLDER) {
        List<String> names;
        try (HostFolder folder = host.folder().folder(host.below())) {
          names = tree.list(place.names(), folder, Descriptors.MAX_LISTED_NAMES);
        }
        if (names.size() == 1) {
          return open(tree, path + "/" + names.getFirst(), false);
        }
        throw new BadProgramException(
            "EntryModule is a folder with %d entries; it must name the module's file, EntryModule=%s"
                .formatted(names.size(), entryModule));
      }
    }
    throw new WasiException(WasiErrno.NOENT);
  }
}
