// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Outcome;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged modules: whatever is wrong with one, it is never the node's fault. Run with {@code
 * -Dwasm.seed=} and {@code -Dwasm.rounds=} to repeat or to dig deeper.
 */
class WasmDamageTest {
  private static final int ROUNDS = Integer.getInteger("wasm.rounds", 150);

  @TempDir Path folder;

  @Test
  void aDamagedModuleIsAFailureOfTheProgramAlone() throws IOException {
    long seed = Long.getLong("wasm.seed", System.nanoTime());
    System.out.println("WasmDamageTest: -Dwasm.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Sandbox sandbox =
        new Sandbox(folder, Mode.COMPILED).time(Duration.ofSeconds(5)).memory(4 << 20);
    byte[][] good = {
      Files.readAllBytes(sandbox.module("renumber")),
      Files.readAllBytes(sandbox.module("table-once")),
      Files.readAllBytes(sandbox.module("two-memories")),
      Files.readAllBytes(sandbox.module("probe"))
    };
    Map<String, Integer> ends = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      // The large one seldom: each variant of it is compiled anew.
      byte[] module = good[random.nextInt(10) == 0 ? 3 : random.nextInt(3)].clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        module[random.nextInt(module.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(8) == 0) {
        module = Arrays.copyOf(module, random.nextInt(module.length));
      }
      Files.write(sandbox.folder.resolve("damaged.wasm"), module);

      Outcome outcome = sandbox.run("damaged", "arguments").outcome();

      String end =
          outcome instanceof Outcome.Failed failed ? failed.reason().name() : outcome.toString();
      ends.merge(end, 1, Integer::sum);
      assertThat(end).as("round %d: %s", round, outcome).isNotEqualTo("ENGINE_ERROR");
    }
    assertThat(ends)
        .as("the damage is neither always fatal nor never noticed")
        .hasSizeGreaterThan(1);
  }
}
