// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Mount;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.engine.RunLimits;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs the test programs with an input folder, a results folder and limits that a test can change.
 */
final class Sandbox {
  /** Generous to any test program that is not about a limit. */
  static final RunLimits LIMITS =
      new RunLimits(64L << 20, 1L << 20, 100, 1L << 20, Optional.of(Duration.ofSeconds(60)));

  /** A finished run. */
  record Ran(Outcome outcome, String stdout, String stderr, List<String> notes) {
    List<String> lines() {
      return stdout.lines().toList();
    }
  }

  final Path folder;
  final Path inputs;
  final Path outputs;
  final Path outside;
  private final Engine engine;
  private final List<Mount> mounts = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, Object> parameters = new TreeMap<>();
  private RunLimits limits = LIMITS;
  private String entrypoint = "";
  private int runs;

  Sandbox(Path folder, WasmEngine.Mode mode) throws IOException {
    this(folder, Engines.of(mode));
  }

  Sandbox(Path folder, Engine engine) throws IOException {
    this.folder = folder.toRealPath();
    this.engine = engine;
    this.inputs = Files.createDirectories(this.folder.resolve("inputs"));
    this.outputs = Files.createDirectories(this.folder.resolve("outputs"));
    this.outside = Files.createDirectories(this.folder.resolve("outside"));
    Files.writeString(inputs.resolve("data.txt"), "the data\n");
    Files.writeString(outside.resolve("secret.txt"), "the secret\n");
    mounts.add(Mount.readOnly("/inputs", inputs));
    mounts.add(Mount.writable("/outputs", outputs));
  }

  Sandbox limits(RunLimits changed) {
    limits = changed;
    return this;
  }

  Sandbox memory(long bytes) {
    return limits(
        new RunLimits(
            bytes, limits.diskBytes(), limits.maximumFiles(), limits.outputBytes(), limits.time()));
  }

  Sandbox disk(long bytes, int files) {
    return limits(
        new RunLimits(limits.memoryBytes(), bytes, files, limits.outputBytes(), limits.time()));
  }

  Sandbox output(long bytes) {
    return limits(
        new RunLimits(
            limits.memoryBytes(), limits.diskBytes(), limits.maximumFiles(), bytes, limits.time()));
  }

  Sandbox time(Duration time) {
    return limits(
        new RunLimits(
            limits.memoryBytes(),
            limits.diskBytes(),
            limits.maximumFiles(),
            limits.outputBytes(),
            Optional.of(time)));
  }

  Sandbox mount(Mount mount) {
    mounts.add(mount);
    return this;
  }

  Sandbox variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Sandbox parameter(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  Sandbox entrypoint(String name) {
    entrypoint = name;
    return this;
  }

  /** Runs the probe program to its end. */
  Ran probe(String... arguments) {
    return run("probe", arguments);
  }

  /** Runs a test program to its end. */
  Ran run(String program, String... arguments) {
    try {
      Path run = Files.createDirectory(folder.resolve("run-" + runs++));
      Engine.Run started = engine.start(task(run, program, arguments));
      Outcome outcome = started.await();
      return new Ran(
          outcome,
          Files.readString(run.resolve("stdout"), StandardCharsets.ISO_8859_1),
          Files.readString(run.resolve("stderr"), StandardCharsets.ISO_8859_1),
          started.notes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  /** Starts a test program. */
  Engine.Run start(String program, String... arguments) throws IOException {
    return engine.start(
        task(Files.createDirectory(folder.resolve("run-" + runs++)), program, arguments));
  }

  /** The folder with the output of the run that was started last. */
  Path lastRun() {
    return folder.resolve("run-" + (runs - 1));
  }

  private PreparedTask task(Path run, String program, String... arguments) throws IOException {
    List<Mount> all = new ArrayList<>(mounts);
    all.add(Mount.readOnly("/app/" + program + ".wasm", module(program)));
    Map<String, Object> params = new TreeMap<>(parameters);
    params.put("EntryModule", "/app/" + program + ".wasm");
    params.put("Parameters", List.of(arguments));
    if (!entrypoint.isEmpty()) {
      params.put("Entrypoint", entrypoint);
    }
    return new PreparedTask(
        "e-test", new SpecConfig("wasm", params), environment, all, run, limits);
  }

  /** The file of a test program. */
  Path module(String program) throws IOException {
    Path file = folder.resolve(program + ".wasm");
    if (!Files.exists(file)) {
      try (InputStream in =
          Objects.requireNonNull(
              Sandbox.class.getResourceAsStream(program + ".wasm"), "no test program " + program)) {
        Files.copy(in, file);
      }
    }
    return file;
  }
}
