// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled modules on disk: what is found is what was written, and there is an end to it. */
class CompiledModulesTest {
  private static final int MAX_BYTES = 1000;

  @TempDir Path folder;
  private CompiledModules modules;
  private Path version;

  @BeforeEach
  void open() {
    version = folder.resolve("version");
    modules = new CompiledModules(version, MAX_BYTES);
  }

  private static byte[] content(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7);
    }
    return bytes;
  }

  @Test
  void whatIsKeptIsFound() {
    assertThat(modules.read("a")).isEmpty();
    assertThat(modules.write("a", content(100))).isTrue();
    assertThat(modules.read("a")).hasValue(content(100));
    assertThat(new CompiledModules(version, MAX_BYTES).read("a")).hasValue(content(100));
  }

  @Test
  void aDamagedFileCountsAsNotThere() throws IOException {
    modules.write("a", content(100));
    Path file = version.resolve("a");
    byte[] good = Files.readAllBytes(file);
    for (int position = 0; position < good.length; position++) {
      byte[] damaged = good.clone();
      damaged[position] ^= 1;
      Files.write(file, damaged);
      assertThat(modules.read("a")).as("damaged at %d", position).isEmpty();
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertThat(modules.read("a")).as("cut to %d", length).isEmpty();
    }
    assertThat(modules.write("a", content(100))).isTrue();
    assertThat(modules.read("a")).hasValue(content(100));
  }

  @Test
  void whatWasUsedLongestAgoGoesFirstWhateverItsVersion() {
    CompiledModules others = new CompiledModules(folder.resolve("other"), MAX_BYTES);
    others.write("old", content(300));
    others.used("old", Instant.ofEpochSecond(1));
    modules.write("a", content(300));
    modules.used("a", Instant.ofEpochSecond(3));
    modules.write("b", content(300));
    modules.used("b", Instant.ofEpochSecond(2));
    assertThat(others.read("old")).isPresent();

    modules.write("c", content(300));
    assertThat(others.read("old")).isEmpty();
    modules.write("d", content(300));
    assertThat(modules.read("b")).isEmpty();
    assertThat(modules.read("a")).isPresent();
  }

  @Test
  void whatWouldDriveOutHalfOfTheOthersIsNotKept() throws IOException {
    assertThat(modules.write("a", content(MAX_BYTES / 2))).isTrue();
    assertThat(modules.write("b", content(MAX_BYTES / 2 + 1))).isFalse();
    try (var files = Files.list(version)) {
      assertThat(files).containsExactly(version.resolve("a"));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenKeepsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(new CompiledModules(file.resolve("below"), MAX_BYTES).write("a", content(1)))
        .isFalse();
  }
}
