// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A program with an engine that runs something endless, to be killed by a test. */
final class LostNode {
  private LostNode() {}

  /** Arguments: an empty folder, and whether programs are shut in. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    Confinement confinement =
        Boolean.parseBoolean(arguments[1])
            ? Confinement.strongest(List.of(), List.of(folder))
            : Confinement.none(List.of(), List.of(folder));
    WasmEngine engine =
        new WasmEngine(
            WasmSettings.of(folder.resolve("engine"), List.of(), List.of(folder)), confinement);
    Corpus corpus = new Corpus(folder, engine);
    corpus.start(HostileModules.endlessPrinting(), Sandbox.LIMITS);
    Path stdout = folder.resolve("module-1/out/stdout");
    while (stdout.toFile().length() == 0) {
      Thread.onSpinWait();
    }
    System.out.println(
        ProcessHandle.current()
            .descendants()
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.joining(" ")));
    Thread.currentThread().join();
  }
}
