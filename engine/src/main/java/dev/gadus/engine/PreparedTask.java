// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import dev.gadus.model.ResultPath;
import dev.gadus.model.SpecConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A task with everything in place to be started. A value.
 *
 * @param executionId for logs and for engines that have to find a run again
 * @param engine the engine with its own parameters, as the job gives them
 * @param environment all variables that the program gets
 * @param mounts inputs and result folders
 * @param outputFolder an existing folder; the engine writes {@link ResultPath#STDOUT} and {@link
 *     ResultPath#STDERR} there
 * @param limits what the run may use
 * @param printed to be called whenever bytes have reached one of the output files, so that readers
 *     who follow wake up
 */
public record PreparedTask(
    String executionId,
    SpecConfig engine,
    Map<String, String> environment,
    List<Mount> mounts,
    Path outputFolder,
    RunLimits limits,
    Runnable printed) {

  public PreparedTask {
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
  }

  /** A task whose output nobody follows. */
  public PreparedTask(
      String executionId,
      SpecConfig engine,
      Map<String, String> environment,
      List<Mount> mounts,
      Path outputFolder,
      RunLimits limits) {
    this(executionId, engine, environment, mounts, outputFolder, limits, () -> {});
  }
}
