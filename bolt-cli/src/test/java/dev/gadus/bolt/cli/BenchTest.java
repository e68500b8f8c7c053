// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.interop.GoPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bench}: it does the work that it says, in the form of the real command. */
final class BenchTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"seq seq", "rnd rnd", "seq-nest seq", "rnd-nest rnd"})
  void everyModeWritesAndReadsAllKeys(String modes) {
    String file = folder.resolve("bench.db").toString();
    String[] mode = modes.split(" ", -1);

    Run run =
        Run.of(
            "bench",
            "--write-mode",
            mode[0],
            "--read-mode",
            mode[1],
            "--count",
            "2000",
            "--batch-size",
            "500",
            "--path",
            file,
            "--work",
            "--no-sync");

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.text())
        .matches(
            "# Write\t2000\\(ops\\)\t[0-9.]+(µs|ms|s)\t\\([0-9.]+(ns|µs|ms)/op\\)\t\\([0-9]+ op/sec\\)\n# Read\t[0-9]+\\(ops\\)\t1[0-9.]*s\t.*\n\n");
    assertThat(run.errors())
        .startsWith(
            "work: "
                + file
                + "\nstarting write benchmark.\nStarting write iteration 0\nFinished write iteration 0\n")
        .contains("Starting write iteration 1500\nFinished write iteration 1500\n")
        .contains("starting read benchmark.\n");
    assertThat(GoPrograms.orSkip().bbolt("check", file).textOfSuccess()).isEqualTo("OK\n");
    assertThat(Run.of("stats", file).text())
        .contains("Number of keys/value pairs: " + (mode[0].endsWith("nest") ? 2004 : 2000));
  }

  @Test
  void theDatabaseIsGoneAfterwardsUnlessAskedFor() throws IOException {
    Run run =
        Run.of(
            "bench",
            "--count",
            "10",
            "--path",
            folder.resolve("bench.db").toString(),
            "--gobench-output");

    assertThat(run.text())
        .matches(
            "BenchmarkWrite\t +10\t +[0-9.]+ ns/op\nBenchmarkRead \t *[0-9]+\t +[0-9.]+ ns/op\n\n");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--write-mode zz", "--count 10 --batch-size 3", "--read-mode zz --count 1"})
  void whatCannotBeMeasuredGetsTheRealCommandsReason(String line) {
    String[] arguments = ("bench " + line).split(" ", -1);

    Run run = Run.of(arguments);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(GoPrograms.orSkip().bbolt(arguments).errors().lines()).contains(run.reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--key-size 3",
        "--count 0",
        "--value-size -1",
        "--cpuprofile x",
        "--profile-mode q"
      })
  void whatTheRealCommandDiesOfIsRefused(String line) {
    Run run = Run.of(("bench " + line).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).startsWith("Error: ");
    assertThat(run.output()).isEmpty();
  }
}
