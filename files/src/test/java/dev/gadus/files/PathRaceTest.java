// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.files.LinuxCalls.Call;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that change while they are used. One thread swaps a folder and a link to a tree outside, in
 * one system call, as fast as it can; others do everything there is to do through that name. The
 * tree outside has the names that they use, so that any step through the link would leave a trace.
 */
class PathRaceTest {
  private static final int TRIES = Integer.getInteger("files.tries", 100_000);
  private static final int RENAME_EXCHANGE = 2;
  private static final int AT_FDCWD = -100;

  @TempDir Path temporary;

  @AfterEach
  void reset() {
    Opening.openat2 = true;
  }

  /** All there is to know of a tree: names, kinds, inodes, sizes, times of change, contents. */
  static List<String> picture(Path tree) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted().toList()) {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        lines.add(
            "%s %s %s %s %s %s"
                .formatted(
                    path,
                    now.fileKey(),
                    now.size(),
                    now.lastModifiedTime(),
                    Files.getAttribute(path, "unix:ctime"),
                    now.isRegularFile() ? Files.readString(path) : ""));
      }
    }
    return lines;
  }

  private static void fill(Path tree, String content) throws IOException {
    Files.createDirectories(tree.resolve("sub"));
    for (String name : List.of("a", "b", "sub/a")) {
      Files.writeString(tree.resolve(name), content);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingOutsideIsTouched(boolean openat2) throws Exception {
    Opening.openat2 = openat2;
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PathRaceTest: openat2=" + openat2 + " -Dseed=" + seed);
    Path real = temporary.toRealPath();
    Path outside = real.resolve("outside");
    fill(outside, "secret");
    Path inside = real.resolve("inside");
    fill(inside.resolve("name"), "harmless");
    Files.createSymbolicLink(inside.resolve("other"), outside);
    List<String> before = picture(outside);

    AtomicLong swaps = new AtomicLong();
    Thread swapper =
        Thread.ofPlatform()
            .start(() -> swap(inside.resolve("name"), inside.resolve("other"), swaps));
    Random random = new Random(seed);
    int done = 0;
    int refused = 0;
    try (HostFolder root = HostFolder.open(inside)) {
      for (int i = 0; i < TRIES; i++) {
        try {
          act(root, random);
          done++;
        } catch (FileException e) {
          refused++;
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }

    assertThat(picture(outside)).isEqualTo(before);
    System.out.printf("%d tries done, %d refused, %d swaps%n", done, refused, swaps.get());
    assertThat(done).as("tries that met the folder").isPositive();
    assertThat(refused).as("tries that met the link").isPositive();
  }

  private static void swap(Path one, Path other, AtomicLong swaps) {
    try (Arena arena = Arena.ofConfined()) {
      long first = arena.allocateFrom(one.toString()).address();
      long second = arena.allocateFrom(other.toString()).address();
      while (!Thread.currentThread().isInterrupted()) {
        long result =
            LinuxCalls.call(Call.RENAMEAT2, AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
        if (result < 0) {
          throw new AssertionError("the swap failed, errno=" + -result);
        }
        swaps.incrementAndGet();
      }
    }
  }

  private static void act(HostFolder root, Random random) throws IOException {
    String file = random.nextBoolean() ? "a" : "b";
    List<String> names =
        random.nextBoolean() ? List.of("name", file) : List.of("name", "sub", file);
    List<String> made = List.of("name", "made" + random.nextInt(3));
    switch (random.nextInt(12)) {
      case 0 -> {
        try (var in = root.open(names, HostFolder.Access.READ, false).stream()) {
          assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isNotEqualTo("secret");
        }
      }
      case 1 -> root.open(names, HostFolder.Access.READ_AND_WRITE, true).close();
      case 2 -> {
        try (HostFile open = root.open(names, HostFolder.Access.WRITE, false)) {
          open.truncate(0);
        }
      }
      case 3 -> root.createFolder(made);
      case 4 -> root.deleteFolder(made);
      case 5 -> root.deleteFile(names);
      case 6 -> root.move(names, root, made);
      case 7 -> root.move(made, root, names);
      case 8 -> root.link(names, root, made);
      case 9 -> root.symbolicLink("a", made);
      case 10 -> root.setTimes(names, OptionalLong.of(1), OptionalLong.of(1));
      default -> {
        try (HostFolder sub = root.folder(List.of("name", "sub"))) {
          sub.list(10);
          sub.createFolder(List.of("x"));
          sub.deleteFolder(List.of("x"));
        }
      }
    }
  }
}
