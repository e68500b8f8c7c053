// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gadus serve} with one of the two roles. */
class ServeTest {
  @TempDir Path folder;

  @Test
  void aRequesterAloneSaysThatItsJobsWillNotRun() throws Exception {
    Process process =
        NodeProcess.command(folder.resolve("data"), "serve", "--requester", "-c", "API.Port=0")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = "";
      while (line != null && !line.contains("is ready")) {
        line = lines.readLine();
      }
      assertThat(lines.readLine())
          .contains("no compute node can join it")
          .contains("serve both roles");
    } finally {
      process.destroyForcibly();
    }
    Invocation help = Invocation.of(Map.of(), folder, "serve", "--help");
    assertThat(help.out()).contains("Nodes of several processes cannot talk yet");
  }

  @Test
  void aComputeNodeAloneDoesNotStart() {
    Invocation refused =
        Invocation.of(
            Map.of("BACALHAU_DIR", folder.resolve("data").toString()),
            folder,
            "serve",
            "--compute");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(refused.err()).contains("nodes of several processes cannot talk yet");
  }
}
