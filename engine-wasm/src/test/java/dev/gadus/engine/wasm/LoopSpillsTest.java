// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Outcome;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;

/** Modules whose loops are entered with an empty stack compute what they computed before. */
class LoopSpillsTest {
  private static final int MODULES = Integer.getInteger("spills.modules", 300);

  @TempDir Path folder;

  @Test
  void aLoopWithAValueBelowItComputesTheSame() throws IOException {
    int sum = 0;
    for (int n = 1000; n > 0; n--) {
      sum = sum * 31 + n;
    }
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);
    assertThat(LoopSpills.rewrite(Files.readAllBytes(sandbox.module("loop-on-stack")))).isPresent();
    assertThat(sandbox.run("loop-on-stack").outcome())
        .isEqualTo(new Outcome.Exited(((sum + 5) & 124) | 2));
  }

  @Test
  void onceIsEnoughAndMostModulesStayAsTheyAre() throws IOException {
    Path programs = Path.of("src/test/resources/dev/gadus/engine/wasm");
    int changed = 0;
    int all = 0;
    try (Stream<Path> files = Files.list(programs)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".wasm")).toList()) {
        all++;
        Optional<byte[]> rewritten = LoopSpills.rewrite(Files.readAllBytes(file));
        if (rewritten.isPresent()) {
          changed++;
          assertThat(Parser.parse(rewritten.get())).as("it is valid: " + file).isNotNull();
          assertThat(LoopSpills.rewrite(rewritten.get())).as(file.toString()).isEmpty();
        }
      }
    }
    System.out.println("LoopSpillsTest: " + changed + " of " + all + " programs changed");
    assertThat(changed).isBetween(1, all);
  }

  @Test
  void whatIsNoModuleIsLeftAlone() {
    byte[] good = new RandomModule(new Random(1)).bytes();
    for (int length = 0; length < good.length; length++) {
      assertThat(LoopSpills.rewrite(Arrays.copyOf(good, length))).isNotNull();
    }
    Random random = new Random(2);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      assertThat(LoopSpills.rewrite(damaged)).isNotNull();
    }
  }

  @Test
  void randomModulesComputeTheSame() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LoopSpillsTest: -Dseed=" + seed);
    Random random = new Random(seed);
    int changed = 0;
    for (int i = 0; i < MODULES; i++) {
      byte[] module = new RandomModule(random).bytes();
      Optional<byte[]> rewritten = LoopSpills.rewrite(module);
      if (rewritten.isEmpty()) {
        continue;
      }
      changed++;
      assertThat(LoopSpills.rewrite(rewritten.get())).isEmpty();
      for (int fuel : List.of(0, 1, 7, 40)) {
        long expected = interpreted(module, fuel);
        assertThat(interpreted(rewritten.get(), fuel)).as("module " + i).isEqualTo(expected);
        assertThat(compiled(rewritten.get(), fuel)).as("module " + i).isEqualTo(expected);
      }
    }
    assertThat(changed).as("modules with something to change").isGreaterThan(MODULES / 4);
  }

  private static long interpreted(byte[] module, int fuel) {
    return Instance.builder(Parser.parse(module)).build().export("f").apply(fuel, 12345)[0];
  }

  private static long compiled(byte[] module, int fuel) {
    var parsed = Parser.parse(module);
    return Instance.builder(parsed)
        .withMachineFactory(MachineFactoryCompiler.compile(parsed))
        .build()
        .export("f")
        .apply(fuel, 12345)[0];
  }
}
