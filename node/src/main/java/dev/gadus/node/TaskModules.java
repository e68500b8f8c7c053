// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.data.local.AllowList;
import dev.gadus.data.local.InlineInputs;
import dev.gadus.data.local.LocalInputs;
import dev.gadus.data.local.LocalPublisher;
import dev.gadus.engine.Engine;
import dev.gadus.engine.InputFetcher;
import dev.gadus.engine.Installation;
import dev.gadus.engine.Publisher;
import dev.gadus.engine.wasm.WasmEngine;
import dev.gadus.engine.wasm.WasmSettings;
import dev.gadus.model.SpecType;
import dev.gadus.model.TaskTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What this program can run, fetch and publish: an entry for each engine, input source and
 * publisher. A new one is a module of its own and an entry here.
 */
final class TaskModules {
  private static final List<TaskModule<Engine>> ENGINES =
      List.of(
          new TaskModule<>(
              WasmEngine.TYPE,
              host ->
                  new WasmEngine(
                      WasmSettings.of(
                          host.programs(), host.allowed().readable(), host.writable()))));

  private static final List<TaskModule<InputFetcher>> INPUT_SOURCES =
      List.of(
          new TaskModule<>(
              LocalInputs.TYPE, host -> new LocalInputs(LocalInputs.TYPE, host.allowed())),
          new TaskModule<>(
              LocalInputs.OLD_TYPE, host -> new LocalInputs(LocalInputs.OLD_TYPE, host.allowed())),
          new TaskModule<>(InlineInputs.TYPE, _ -> new InlineInputs()));

  private static final List<TaskModule<Publisher>> PUBLISHERS =
      List.of(
          new TaskModule<>(
              LocalPublisher.TYPE,
              host ->
                  new LocalPublisher(host.results(), host.resultsAddress(), host.resultsPort())));

  /** What tasks may name. */
  static final TaskTypes TYPES =
      new TaskTypes(types(ENGINES), types(INPUT_SOURCES), types(PUBLISHERS));

  private TaskModules() {}

  /**
   * What a node lends to them.
   *
   * @param allowed the paths of the node that jobs may name
   * @param executions the folder in which executions have their files
   * @param programs the folder for what engines keep
   * @param results the folder from which results are served
   * @param resultsAddress host name or address under which users reach it
   */
  record Host(
      AllowList allowed,
      Path executions,
      Path programs,
      Path results,
      String resultsAddress,
      int resultsPort) {

    /** The folders that programs may change: those of executions, and those that are lent. */
    List<Path> writable() {
      List<Path> folders = new ArrayList<>(allowed.writable());
      folders.add(executions);
      return folders;
    }
  }

  private record TaskModule<T>(SpecType type, Function<Host, T> maker) {}

  private static <T> List<SpecType> types(List<TaskModule<T>> modules) {
    return modules.stream().map(TaskModule::type).toList();
  }

  /** All of it, for one node. */
  static Installation install(Host host) {
    return new Installation(made(ENGINES, host), made(INPUT_SOURCES, host), made(PUBLISHERS, host));
  }

  private static <T> List<T> made(List<TaskModule<T>> modules, Host host) {
    return modules.stream().map(module -> module.maker().apply(host)).toList();
  }
}
