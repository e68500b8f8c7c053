// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.StepException;
import dev.gadus.model.InputSource;
import dev.gadus.model.SpecConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that still runs swaps a folder for a link to the outside while the node works on it.
 */
class SwappedNamesTest {
  private static final int TRIES = 2000;

  @TempDir Path folder;
  private Path outside;
  private Path shared;

  @BeforeEach
  void open() throws IOException {
    folder = folder.toRealPath();
    outside = folder.resolve("outside");
    Files.createDirectories(outside.resolve("sub"));
    Files.writeString(outside.resolve("file"), "the secret");
    Files.writeString(outside.resolve("sub/file"), "the secret");
    shared = Files.createDirectory(folder.resolve("shared"));
    Files.createDirectories(shared.resolve("name/sub"));
    Files.writeString(shared.resolve("name/file"), "harmless");
    Files.writeString(shared.resolve("name/sub/file"), "harmless");
  }

  // Swaps until it is interrupted, and leaves the folder in its place.
  private Thread swapper() {
    Path name = shared.resolve("name");
    Path parked = folder.resolve("parked");
    return Thread.ofPlatform()
        .start(() -> {
          try {
            while (!Thread.currentThread().isInterrupted()) {
              Files.move(name, parked);
              Files.createSymbolicLink(name, outside);
              Files.delete(name);
              Files.move(parked, name);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void nothingFromOutsideIsPacked() throws Exception {
    Thread swapper = swapper();
    int packed = 0;
    try {
      for (int i = 0; i < TRIES; i++) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        new TarWriter(tar).pack(shared);
        String text = tar.toString(StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("the secret");
        packed += text.contains("harmless") ? 1 : 0;
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertThat(packed).as("archives with the folder in them").isPositive();
  }

  @Test
  void noFolderIsMadeOutside() throws Exception {
    LocalInputs inputs =
        new LocalInputs(LocalInputs.TYPE, AllowList.of(List.of(shared + "/**:rw")));
    Thread swapper = swapper();
    try {
      for (int i = 0; i < TRIES; i++) {
        try {
          inputs.fetch(input(shared.resolve("name/made" + i + "/deeper")), folder);
        } catch (StepException | IOException e) {
          // Not there at this moment, or a link: both are refusals.
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertThat(outside.toFile().list()).containsExactlyInAnyOrder("file", "sub");
  }

  private static InputSource input(Path path) {
    return new InputSource(
        new SpecConfig("local", Map.of("SourcePath", path.toString(), "ReadWrite", true)),
        "",
        "/in");
  }
}
