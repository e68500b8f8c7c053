// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gadus.engine.Outcome;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that csmith makes up: each computes a checksum over all that it did, which must be the
 * one of the same program as native code. Needs Debian's csmith, libcsmith-dev, clang, lld,
 * wasi-libc and libclang-rt-dev-wasm32.
 */
class GeneratedProgramsTest {
  private static final Path HEADERS = Path.of("/usr/include/csmith");
  private static final int PROGRAMS = Integer.getInteger("csmith.programs", 20);
  private static final int FIRST = Integer.getInteger("csmith.first", 1);

  /** A program that computes longer natively may do so for ever, which csmith cannot exclude. */
  private static final int NATIVE_SECONDS = 1;

  @TempDir Path folder;

  @Test
  void theyComputeTheSameAsNativeCode() throws Exception {
    boolean tools = Files.exists(HEADERS) && works("csmith", "--version") && works("clang", "-v");
    if (System.getenv("CI") != null) {
      assertThat(tools).as("csmith, its headers and clang, which CI has").isTrue();
    }
    assumeTrue(tools, "not run: csmith, libcsmith-dev or clang is missing");
    System.out.printf("GeneratedProgramsTest: -Dcsmith.first=%d, %d programs%n", FIRST, PROGRAMS);
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED).time(Duration.ofSeconds(100));
    int compared = 0;
    for (int seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
      String expected = nativeChecksum(seed);
      if (!expected.startsWith("checksum = ")) {
        continue;
      }
      command(
          "clang",
          "--target=wasm32-wasi",
          seed % 2 == 0 ? "-O2" : "-O1",
          "-w",
          "-I" + HEADERS,
          "-o",
          "generated-" + seed + ".wasm",
          "program.c");
      Sandbox.Ran ran = sandbox.run("generated-" + seed);
      assertThat(ran.stdout()).as("csmith --seed " + seed).isEqualTo(expected);
      assertThat(ran.outcome()).as("csmith --seed " + seed).isEqualTo(new Outcome.Exited(0));
      Files.delete(sandbox.module("generated-" + seed));
      compared++;
    }
    assertThat(compared).as("programs that end").isGreaterThan(PROGRAMS / 2);
  }

  private String nativeChecksum(int seed) throws IOException, InterruptedException {
    command("csmith", "--seed", String.valueOf(seed), "--output", "program.c");
    command("clang", "-O1", "-w", "-I" + HEADERS, "-o", "program", "program.c");
    Path output = folder.resolve("native-output");
    Process process =
        new ProcessBuilder(folder.resolve("program").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(NATIVE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return "";
    }
    return Files.readString(output);
  }

  private void command(String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words).directory(folder.toRealPath().toFile()).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", List.of(words))).isZero();
  }

  // In a folder of the test, since csmith leaves a file where it runs.
  private boolean works(String... words) throws InterruptedException {
    try {
      return new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
