// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program of {@code examples/bird-strikes} on its data. */
final class ExampleProgramTest {
  private static final Path EXAMPLE = Path.of("../examples/bird-strikes");

  @TempDir private Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void useTheExample() throws IOException {
    use(WasmEngine.Mode.COMPILED);
  }

  private void use(WasmEngine.Mode mode) throws IOException {
    sandbox = new Sandbox(Files.createTempDirectory(folder, "sandbox"), mode);
    Files.copy(EXAMPLE.resolve("strikes.wasm"), sandbox.folder.resolve("strikes.wasm"));
    Files.copy(EXAMPLE.resolve("data/birdstrikes.csv"), sandbox.inputs.resolve("birdstrikes.csv"));
  }

  private Sandbox.Ran partition(int index, int count) {
    return sandbox
        .variable("BACALHAU_PARTITION_INDEX", Integer.toString(index))
        .variable("BACALHAU_PARTITION_COUNT", Integer.toString(count))
        .run("strikes", "/inputs/birdstrikes.csv", "/outputs");
  }

  @ParameterizedTest
  @EnumSource(WasmEngine.Mode.class)
  void ranksTheSpeciesOfItsYears(WasmEngine.Mode mode) throws IOException {
    use(mode);

    Sandbox.Ran last = partition(3, 4);

    assertThat(last.outcome()).isEqualTo(new Outcome.Exited(0));
    assertThat(last.stderr()).isEmpty();
    assertThat(last.lines())
        .containsSubsequence(
            "The costliest animals of 1999 to 2002",
            "  Canada goose              64     63 %       8,471,349",
            "  all reports             3728     11 %      17,687,216");
    assertThat(sandbox.outputs.resolve("species-1999-2002.csv"))
        .content()
        .startsWith("species,strikes,with_damage,cost_dollars\n")
        .contains("Canada goose,64,40,8471349\n");
  }

  @Test
  void countsEachReportInExactlyOnePartitionHoweverManyThereAre() throws IOException {
    for (int count : List.of(1, 3, 13, 20)) {
      use(WasmEngine.Mode.COMPILED);
      for (int index = 0; index < count; index++) {
        assertThat(partition(index, count).outcome()).isEqualTo(new Outcome.Exited(0));
      }

      assertThat(strikesInAllFiles())
          .as("reports in all files of %d partitions", count)
          .isEqualTo(10_000);
    }
  }

  private long strikesInAllFiles() throws IOException {
    long strikes = 0;
    List<Path> files = new ArrayList<>();
    try (var listing = Files.list(sandbox.outputs)) {
      listing.forEach(files::add);
    }
    for (Path file : files) {
      List<String> rows = Files.readAllLines(file);
      for (String row : rows.subList(1, rows.size())) {
        strikes += Long.parseLong(row.split(",", -1)[1]);
      }
    }
    return strikes;
  }
}
