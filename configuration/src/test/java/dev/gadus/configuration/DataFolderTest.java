// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.IdSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temporary;

  @Test
  void aGivenFolderWinsOverTheVariableWhichWinsOverHome() {
    Path current = Path.of("/srv");
    Map<String, String> both = Map.of("BACALHAU_DIR", "data", "HOME", "/home/ann");
    assertThat(DataFolder.of(both, Optional.of(Path.of("/given")), current).path())
        .isEqualTo(Path.of("/given"));
    assertThat(DataFolder.of(both, Optional.empty(), current).path())
        .isEqualTo(Path.of("/srv/data"));
    assertThat(DataFolder.of(Map.of("HOME", "/home/ann"), Optional.empty(), current).path())
        .isEqualTo(Path.of("/home/ann/.bacalhau"));
  }

  @Test
  void theNodeIdIsMadeOnceAndTheFolderIsForItsOwner() throws Exception {
    DataFolder folder = new DataFolder(temporary.resolve("a/b"));
    String first = folder.nodeId(IdSource.random());
    assertThat(first).matches("n-[0-9a-f-]{36}");
    assertThat(folder.nodeId(IdSource.random())).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
        .isEqualTo("rwx------");
    try (var files = Files.list(folder.path())) {
      assertThat(files).containsExactly(folder.path().resolve("node-id"));
    }
  }

  @Test
  void processesThatStartTogetherGetTheSameId() throws Exception {
    DataFolder folder = new DataFolder(temporary.resolve("new"));
    Set<String> ids = new ConcurrentSkipListSet<>();
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                _ -> Thread.ofPlatform().unstarted(() -> ids.add(folder.nodeId(IdSource.random()))))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ids).hasSize(1);
  }

  @Test
  void aDamagedIdIsNotReplaced() throws Exception {
    Files.writeString(temporary.resolve("node-id"), "../../etc\n");
    assertThatThrownBy(() -> new DataFolder(temporary).nodeId(IdSource.random()))
        .hasMessageContaining("node-id")
        .hasRootCauseMessage(
            "it holds no node id; put back the id that the names of the databases begin with, or"
                + " delete the file to become a new node");
    assertThat(temporary.resolve("node-id")).hasContent("../../etc");
  }
}
