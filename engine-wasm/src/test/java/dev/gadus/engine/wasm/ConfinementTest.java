// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gadus.engine.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process sees that is shut in as a worker is; a shell stands in for the worker. */
class ConfinementTest {
  @TempDir Path folder;
  private Path read;
  private Path write;
  private Path outside;
  private Confinement confinement;

  @BeforeEach
  void shutIn() throws IOException {
    folder = folder.toRealPath();
    read = Files.createDirectory(folder.resolve("read"));
    write = Files.createDirectory(folder.resolve("write"));
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(read.resolve("file"), "to be read\n");
    Files.writeString(outside.resolve("file"), "a secret\n");
    confinement = Confinement.strongest(List.of(read), List.of(write));
    if (System.getenv("CI") != null) {
      assertThat(confinement.isBubblewrap()).as(confinement.description()).isTrue();
    }
    assumeTrue(confinement.isBubblewrap(), confinement.description());
  }

  private String shell(String script, Mount... own) throws IOException {
    List<String> command = new ArrayList<>(confinement.prefix(List.of(own), List.of(), List.of()));
    command.addAll(List.of("/bin/sh", "-c", script));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void itSeesWhatJobsMayNameAndNothingElse() throws IOException {
    assertThat(shell("cat " + read + "/file")).isEqualTo("to be read\n");
    assertThat(shell("cat " + outside + "/file")).contains("No such file");
    assertThat(shell("ls " + folder).lines()).containsExactly("read", "write");
    assertThat(shell("ls /root /home /etc/shadow /var")).doesNotContain("shadow\n");
  }

  @Test
  void itChangesWhatJobsMayChangeAndNothingElse() throws IOException {
    assertThat(shell("echo text > " + write + "/new && cat " + write + "/new")).isEqualTo("text\n");
    assertThat(write.resolve("new")).hasContent("text");
    assertThat(shell("echo text > " + read + "/new")).contains("Read-only");
    assertThat(shell("echo text > /usr/new")).contains("Read-only");
    assertThat(read.resolve("new")).doesNotExist();
  }

  @Test
  void itSeesAMountOfItsOwn() throws IOException {
    Mount readable = Mount.readOnly("/in", outside);
    assertThat(confinement.unseen(List.of(readable, Mount.writable("/out", write))))
        .containsExactly(readable);
    assertThat(shell("cat " + outside + "/file; echo x > " + outside + "/new", readable))
        .contains("a secret", "Read-only");
    assertThat(confinement.unseen(List.of(Mount.writable("/out", read)))).hasSize(1);
  }

  @Test
  void itHasNoNetworkAndNoOtherProcess() throws IOException {
    assertThat(shell("cat /proc/net/dev").lines().filter(line -> line.contains(":")))
        .allMatch(line -> line.contains("lo:"));
    assertThat(shell("ls /proc").lines().filter(line -> line.matches("[0-9]+")))
        .as("itself, ls and the one that waits for them")
        .hasSizeLessThanOrEqualTo(3);
    assertThat(shell("grep CapEff /proc/self/status"))
        .matches("CapEff:\\s+000000000000000[02]\\s+");
  }
}
