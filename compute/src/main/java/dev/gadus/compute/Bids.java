// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Engine;
import dev.gadus.engine.ExecutionId;
import dev.gadus.engine.GuestPath;
import dev.gadus.engine.InputFetcher;
import dev.gadus.engine.Installation;
import dev.gadus.engine.Mount;
import dev.gadus.engine.Publisher;
import dev.gadus.model.Execution;
import dev.gadus.model.InputSource;
import dev.gadus.model.Job;
import dev.gadus.model.Resources;
import dev.gadus.model.ResultPath;
import dev.gadus.model.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether this node offers to run an execution: first whether it understands the task, then
 * whether it is large enough. Whether it is busy does not matter, since accepted work queues.
 * Refusals are sentences for the user. Thread-safe.
 */
final class Bids {
  private static final List<String> WITHOUT_NETWORK = List.of("Default", "None");
  private final Installation installation;
  private final TaskEnvironment environment;
  private final Path executionsFolder;
  private final Resources capacity;

  /**
   * @param executionsFolder the folder that holds the executions' own folders
   */
  Bids(
      Installation installation,
      TaskEnvironment environment,
      Path executionsFolder,
      Resources capacity) {
    this.executionsFolder = executionsFolder;
    this.installation = installation;
    this.environment = environment;
    this.capacity = capacity;
  }

  /** Why this node does not run the execution; empty when it offers to. */
  Optional<String> refusal(Job job, Execution execution) {
    if (!ExecutionId.isValid(execution.id()) || !ExecutionId.isValid(job.id())) {
      return Optional.of(
          "an id is not well-formed, execution ID=%s, job ID=%s"
              .formatted(execution.id(), job.id()));
    }
    if (job.tasks().size() != 1) {
      return Optional.of("the job has %d tasks instead of one".formatted(job.tasks().size()));
    }
    Task task = job.task();
    return engineRefusal(task)
        .or(() -> networkRefusal(task))
        .or(() -> publisherRefusal(task))
        .or(() -> inputsRefusal(task))
        .or(() -> resultsRefusal(task))
        .or(() -> mountsRefusal(task))
        .or(() -> environment.refusal(task))
        .or(() -> resourcesRefusal(task));
  }

  private Optional<String> engineRefusal(Task task) {
    Optional<Engine> engine = installation.engine(task.engine());
    return engine.isEmpty()
        ? unknown("engine", task.engine().type(), installation.engineTypes())
        : engine.get().refusal(task);
  }

  private static Optional<String> unknown(String what, String type, List<String> installed) {
    return Optional.of(
        "this node does not have the %s '%s'; it has: %s"
            .formatted(what, type, installed.isEmpty() ? "none" : String.join(", ", installed)));
  }

  private static Optional<String> networkRefusal(Task task) {
    return WITHOUT_NETWORK.contains(task.network().type())
        ? Optional.empty()
        : Optional.of(
            "tasks have no network on this node; the network must be None or Default, got Type="
                + task.network().type());
  }

  private Optional<String> publisherRefusal(Task task) {
    if (task.publisher().isNone()) {
      return Optional.empty();
    }
    Optional<Publisher> publisher = installation.publisher(task.publisher());
    return publisher.isEmpty()
        ? unknown("publisher", task.publisher().type(), installation.publisherTypes())
        : publisher.get().refusal(task.publisher());
  }

  private Optional<String> inputsRefusal(Task task) {
    for (InputSource input : task.inputSources()) {
      Optional<InputFetcher> fetcher = installation.fetcher(input.source());
      Optional<String> refusal =
          fetcher.isEmpty()
              ? unknown("input source", input.source().type(), installation.inputTypes())
              : fetcher.get().refusal(input);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  // The names become names of folders of this node, so they are looked at here, whoever looked
  // before.
  private static Optional<String> resultsRefusal(Task task) {
    Set<List<String>> places = new HashSet<>();
    for (InputSource input : task.inputSources()) {
      Optional<String> refusal = placeRefusal("Target", input.target(), places);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    Set<String> names = new HashSet<>();
    for (ResultPath result : task.resultPaths()) {
      Optional<String> problem = result.nameProblem();
      if (problem.isPresent()) {
        return Optional.of("the name of a result path: " + problem.get());
      }
      if (!names.add(result.name())) {
        return Optional.of("two result paths have the same name, Name=" + result.name());
      }
      Optional<String> refusal = placeRefusal("Path", result.path(), places);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> placeRefusal(String what, String text, Set<List<String>> places) {
    GuestPath path = GuestPath.parse(text);
    if (!path.absolute() || path.names().isEmpty() || path.names().contains("..")) {
      return Optional.of(
          "%s must be an absolute path below the root and without '..', got %s=%s"
              .formatted(what, what, text));
    }
    return places.add(path.names())
        ? Optional.empty()
        : Optional.of("two inputs or results have the same path, %s=%s".formatted(what, text));
  }

  // Result folders are made for the execution, so that their place on the node is nobody else's: it
  // stands for them that they have one each.
  private Optional<String> mountsRefusal(Task task) {
    Path executions = realExecutions();
    List<Mount> mounts = new ArrayList<>();
    for (InputSource input : task.inputSources()) {
      mounts.add(
          installation
              .fetcher(input.source())
              .flatMap(fetcher -> fetcher.lends(input))
              .orElseGet(() -> ofExecution(executions, mounts.size(), input.target(), false)));
    }
    for (ResultPath result : task.resultPaths()) {
      mounts.add(ofExecution(executions, mounts.size(), result.path(), true));
    }
    return MountRules.refusal(mounts);
  }

  private Path realExecutions() {
    try {
      return executionsFolder.toRealPath();
    } catch (IOException e) {
      // It is made when the first execution needs it.
      return executionsFolder.toAbsolutePath().normalize();
    }
  }

  private static Mount ofExecution(
      Path executions, int number, String guestPath, boolean writable) {
    return new Mount(guestPath, executions.resolve("new/" + number), writable);
  }

  private Optional<String> resourcesRefusal(Task task) {
    try {
      Resources wanted = resources(task);
      return wanted.fitsIn(capacity)
          ? Optional.empty()
          : Optional.of(
              "the task needs more than this node has: it needs %s, the node has %s"
                  .formatted(describe(wanted), describe(capacity)));
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String describe(Resources resources) {
    return "CPU %s, memory %,d bytes, disk %,d bytes, GPU %d"
        .formatted(
            resources.cpu(), resources.memoryBytes(), resources.diskBytes(), resources.gpu());
  }

  /**
   * What a task takes of the node's capacity.
   *
   * @throws IllegalArgumentException if a value cannot be read
   */
  static Resources resources(Task task) {
    Resources asked = Resources.parse(task.resources());
    Resources usual = ComputeOptions.DEFAULT_REQUEST;
    return new Resources(
        asked.cpu() > 0 ? asked.cpu() : usual.cpu(),
        asked.memoryBytes() > 0 ? asked.memoryBytes() : usual.memoryBytes(),
        asked.diskBytes(),
        asked.gpu());
  }
}
