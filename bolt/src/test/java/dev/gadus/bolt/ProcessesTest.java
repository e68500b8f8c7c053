// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One file and several processes: never two writers, from the making of the file on. */
@Timeout(120)
class ProcessesTest {
  private static final int PROCESSES = 3;
  private static final int ROUNDS = 15;

  @TempDir Path folder;

  @Test
  void processesThatWriteTheSameFileTakeTurns() throws Exception {
    Path file = folder.resolve("shared.db");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          new ProcessBuilder(JavaProgram.command(CountingProgram.class, file, ROUNDS))
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    try (Database database = Database.open(file);
        Transaction reader = database.beginRead()) {
      assertThat(CountingProgram.count(reader)).isEqualTo((long) PROCESSES * ROUNDS);
      assertThat(reader.check().findings()).isEmpty();
    }
  }
}
