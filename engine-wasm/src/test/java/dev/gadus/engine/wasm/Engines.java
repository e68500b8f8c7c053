// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Engines that all tests share, so that their workers are warm. They end with the tests' JVM. */
final class Engines {
  private static final Map<WasmEngine.Mode, WasmEngine> SHARED =
      new EnumMap<>(WasmEngine.Mode.class);

  private Engines() {}

  static synchronized WasmEngine of(WasmEngine.Mode mode) {
    return SHARED.computeIfAbsent(
        mode,
        wanted -> {
          try {
            Path folder = Files.createTempDirectory("engine-wasm");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(wanted, folder)));
            return fresh(folder, wanted);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * An engine of a test's own. Temporary folders, which all tests work in, are what workers see.
   */
  static WasmEngine fresh(Path folder, WasmEngine.Mode mode) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return new WasmEngine(WasmSettings.of(folder, List.of(), List.of(temporary)).with(mode));
  }

  private static void end(WasmEngine.Mode mode, Path folder) {
    try {
      WasmEngine engine = SHARED.get(mode);
      if (engine != null) {
        engine.close();
      }
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
