// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker process sees of its machine, where the system can keep it to that: with bubblewrap,
 * namespaces of its own and a file tree that holds the JDK, its jars and what jobs may name. This
 * is a second wall. The first is that programs reach files by our own system calls alone.
 * Thread-safe.
 */
final class Confinement {
  private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

  /** What a program of the system needs to be loaded, on the systems that there are. */
  private static final List<String> SYSTEM =
      List.of(
          "/usr",
          "/lib",
          "/lib64",
          "/bin",
          "/etc/ld.so.cache",
          "/etc/alternatives",
          "/nix/store",
          "/gnu/store");

  private static final int PROBE_SECONDS = 10;

  private final Optional<String> bubblewrap;
  private final String missing;
  private final List<Path> readable;
  private final List<Path> writable;

  private Confinement(
      Optional<String> bubblewrap, String missing, List<Path> readable, List<Path> writable) {
    this.bubblewrap = bubblewrap;
    this.missing = missing;
    this.readable = readable;
    this.writable = writable;
  }

  /**
   * The strongest confinement that this system has.
   *
   * @param readable what all workers see
   * @param writable what all workers may change
   */
  static Confinement strongest(List<Path> readable, List<Path> writable) {
    Optional<String> found = program("bwrap");
    if (found.isEmpty()) {
      return new Confinement(
          Optional.empty(), "there is no program bwrap (bubblewrap)", readable, writable);
    }
    Confinement tried = new Confinement(found, "", readable, writable);
    List<String> probe = new ArrayList<>(tried.prefix(List.of()));
    probe.addAll(List.of("/bin/sh", "-c", "exit 0"));
    Optional<String> refusal = failureOf(probe);
    if (refusal.isEmpty()) {
      return tried;
    }
    return new Confinement(
        Optional.empty(), "bwrap does not work here: " + refusal.get(), readable, writable);
  }

  /** No confinement but that of the system calls. */
  static Confinement none(List<Path> readable, List<Path> writable) {
    return new Confinement(Optional.empty(), "it was not asked for", readable, writable);
  }

  private static Optional<String> program(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(":", -1))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static Optional<String> failureOf(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of("it does not end");
      }
      if (process.exitValue() == 0) {
        return Optional.empty();
      }
      String said =
          new String(process.getInputStream().readNBytes(300), StandardCharsets.UTF_8).strip();
      return Optional.of("exitCode=" + process.exitValue() + " " + said);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("nobody waited for it");
    }
  }

  /** For operators: what shuts programs in, and what is missing. */
  String description() {
    return bubblewrap.isPresent()
        ? "a process without network under bubblewrap, which sees the JDK and what jobs may name"
        : String.format(
            Locale.ROOT,
            "a process with the rights of the node, kept to its files by the engine alone: %s",
            missing);
  }

  boolean isBubblewrap() {
    return bubblewrap.isPresent();
  }

  /** Those of a task's mounts that a worker would not see without being told. */
  List<Mount> unseen(List<Mount> mounts) {
    return bubblewrap.isEmpty()
        ? List.of()
        : mounts.stream()
            .filter(mount ->
                !isBelow(mount.hostPath(), writable)
                    && (mount.writable() || !isBelow(mount.hostPath(), readable)))
            .toList();
  }

  private static boolean isBelow(Path path, List<Path> folders) {
    return folders.stream().anyMatch(path::startsWith);
  }

  /**
   * What comes before the command of a worker.
   *
   * @param own mounts that this worker sees besides
   * @param readOnly further paths
   * @param changeable further folders that may be changed
   */
  List<String> prefix(List<Mount> own, List<Path> readOnly, List<Path> changeable) {
    if (bubblewrap.isEmpty()) {
      return List.of();
    }
    List<String> command = new ArrayList<>();
    command.add(bubblewrap.get());
    command.addAll(
        List.of(
            "--unshare-net",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL"));
    if (isRoot()) {
      // The node as root may read any input; without this the worker could read its own files
      // alone.
      command.addAll(List.of("--cap-add", "CAP_DAC_OVERRIDE"));
    }
    List<Path> first = List.of(Path.of("/"));
    if (writable.containsAll(first) || readable.containsAll(first)) {
      bind(command, writable.containsAll(first) ? "--bind" : "--ro-bind", "/");
    }
    command.addAll(List.of("--tmpfs", "/tmp"));
    for (String path : SYSTEM) {
      bind(command, "--ro-bind-try", path);
    }
    // Some systems keep parts of a JDK there.
    try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
      settings
          .filter(path -> String.valueOf(path.getFileName()).startsWith("java"))
          .forEach(path -> bind(command, "--ro-bind-try", path.toString()));
    } catch (IOException e) {
      LOG.debug("there is no /etc", e);
    }
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    bindAll(command, "--ro-bind-try", readable);
    bindAll(command, "--ro-bind-try", readOnly);
    bindAll(command, "--bind-try", writable);
    bindAll(command, "--bind-try", changeable);
    for (Mount mount : own) {
      bind(command, mount.writable() ? "--bind" : "--ro-bind", mount.hostPath().toString());
    }
    command.addAll(List.of("--chdir", "/", "--"));
    return command;
  }

  private List<String> prefix(List<Mount> own) {
    return prefix(own, List.of(), List.of());
  }

  private static void bindAll(List<String> command, String option, List<Path> paths) {
    Set<Path> once = new LinkedHashSet<>(paths);
    once.stream()
        .filter(path -> path.getNameCount() > 0)
        .sorted()
        .forEach(path -> bind(command, option, path.toString()));
  }

  private static void bind(List<String> command, String option, String path) {
    command.addAll(List.of(option, path, path));
  }

  private static boolean isRoot() {
    try {
      return Files.readString(Path.of("/proc/self/status"))
          .lines()
          .anyMatch(line -> line.startsWith("Uid:") && line.split("\\s+", -1)[2].equals("0"));
    } catch (IOException e) {
      return false;
    }
  }
}
