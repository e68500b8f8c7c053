// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the folder {@code deploy}, as far as that can be said without a running systemd and
 * without images.
 */
class DeployTest {
  private static final Path UNIT = Page.ROOT.resolve("deploy/gadus.service");
  private static final Path CONTAINERFILE = Page.ROOT.resolve("deploy/Containerfile");

  @TempDir Path folder;

  @Test
  void systemdUnderstandsEveryLineOfTheUnit() throws Exception {
    // It looks whether the program is there.
    Path program = Files.writeString(folder.resolve("gadus"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path unit = folder.resolve("gadus.service");
    Files.writeString(
        unit, Files.readString(UNIT).replace("=/opt/gadus/gadus ", "=" + program + " "));
    Process verify;
    try {
      verify =
          new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      String message = "there is no systemd-analyze to verify the unit with: " + e.getMessage();
      if (System.getenv("CI") != null) {
        throw new AssertionError(message + " (CI is set, so this may not be skipped)", e);
      }
      Assumptions.abort("SKIPPED: " + message);
      return;
    }
    String said = new String(verify.getInputStream().readAllBytes(), UTF_8);

    assertThat(said.lines().filter(line -> line.contains("gadus"))).isEmpty();
    assertThat(verify.waitFor()).as(said).isZero();
  }

  /** A sandbox of the kernel's or of bubblewrap's could not be made below these. */
  @Test
  void theUnitLeavesTheNodeWhatSandboxesNeed() throws IOException {
    assertThat(Files.readAllLines(UNIT).stream().filter(line -> !line.startsWith("#")))
        .noneMatch(line ->
            line.matches(
                "(MemoryDenyWriteExecute|RestrictNamespaces|ProtectProc|ProcSubset"
                    + "|ProtectKernelTunables|ProtectKernelLogs|ProtectHostname)=.*"))
        .contains("NoNewPrivileges=yes", "User=gadus", "Restart=on-failure");
  }

  @Test
  void theImageIsMadeOfFilesThatAreThereAndRunsWithoutRoot() throws IOException {
    List<List<String>> steps = steps();
    assertThat(steps)
        .extracting(List::getFirst)
        .isSubsetOf(
            Set.of(
                "FROM",
                "USER",
                "WORKDIR",
                "COPY",
                "RUN",
                "ENV",
                "VOLUME",
                "EXPOSE",
                "HEALTHCHECK",
                "STOPSIGNAL",
                "ENTRYPOINT",
                "CMD"));
    for (List<String> step : steps) {
      if (step.getFirst().equals("FROM")) {
        assertThat(step.get(1)).as("a short name of an image").matches("[a-z-]+:[a-z0-9-]+");
      }
      if (step.getFirst().equals("COPY") && !step.get(1).startsWith("--")) {
        assertThat(step.subList(1, step.size() - 1))
            .allSatisfy(file -> assertThat(Page.ROOT.resolve(file)).exists());
      }
    }
    assertThat(steps.stream().filter(step -> step.getFirst().equals("USER")).toList())
        .hasSize(2)
        .allMatch(step -> step.get(1).equals("10001:10001"));
    assertThat(steps.stream().filter(step -> step.getFirst().equals("HEALTHCHECK")))
        .singleElement()
        .asString()
        .endsWith("CMD, [\"gadus\",, \"agent\",, \"alive\"]]");
  }

  /** The instructions, each as its words; a backslash leads to the next line. */
  private static List<List<String>> steps() throws IOException {
    String text = Files.readString(CONTAINERFILE).replace("\\\n", " ");
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> Arrays.asList(line.split(" +", -1)))
        .toList();
  }
}
