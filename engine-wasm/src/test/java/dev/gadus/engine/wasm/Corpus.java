// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Mount;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.engine.RunLimits;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs modules that were made a moment ago, each in a folder of its own. Thread-safe. */
final class Corpus {
  static final Duration TIME = Duration.ofSeconds(1);

  static final RunLimits SMALL = new RunLimits(4L << 20, 64 << 10, 20, 64 << 10, Optional.of(TIME));

  /**
   * How a module ended.
   *
   * @param busy for how long workers were busy with it
   */
  record Ran(Outcome outcome, Duration busy, String stdout) {
    /** In one word. */
    String end() {
      return switch (outcome) {
        case Outcome.Exited _ -> "exited";
        case Outcome.Failed failed -> failed.reason().name();
        case Outcome.Cancelled _ -> "cancelled";
      };
    }
  }

  private final Path folder;
  private final WasmEngine engine;
  private final AtomicInteger runs = new AtomicInteger();

  Corpus(Path folder, WasmEngine engine) {
    this.folder = folder;
    this.engine = engine;
  }

  /** Runs a module to its end. */
  Ran run(byte[] module, RunLimits limits) throws IOException, InterruptedException {
    Path own = Files.createDirectory(folder.resolve("module-" + runs.incrementAndGet()));
    Engine.Run run = start(own, module, limits);
    Outcome outcome = run.await();
    Duration busy = run instanceof WasmRun wasm ? wasm.busy() : Duration.ZERO;
    String stdout = Files.readString(own.resolve("out/stdout"));
    try (var files = Files.walk(own)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return new Ran(outcome, busy, stdout);
  }

  /** Starts a module. */
  Engine.Run start(byte[] module, RunLimits limits) throws IOException {
    Path own = Files.createDirectory(folder.resolve("module-" + runs.incrementAndGet()));
    return start(own, module, limits);
  }

  private Engine.Run start(Path own, byte[] module, RunLimits limits) throws IOException {
    Path file = Files.write(own.resolve("module.wasm"), module);
    Path inputs = Files.createDirectory(own.resolve("inputs"));
    Files.writeString(inputs.resolve("data.txt"), "the data\n");
    Path out = Files.createDirectory(own.resolve("out"));
    Path outputs = Files.createDirectory(own.resolve("outputs"));
    return engine.start(
        new PreparedTask(
            "e-" + own.getFileName(),
            new SpecConfig("wasm", Map.of("EntryModule", "/module.wasm")),
            Map.of(),
            List.of(
                Mount.readOnly("/module.wasm", file),
                Mount.readOnly("/inputs", inputs),
                Mount.writable("/outputs", outputs)),
            out,
            limits));
  }
}
