// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of the real operating system, where {@link DiskFaultTest} simulates them: system calls
 * that strace makes fail in a process of its own (the long run alone), and a file system that is
 * full. Where these cannot be had, the test says so.
 */
@Timeout(900)
class RealFaultTest {
  private static final int COMMITS = 30;

  private static final int FULL_DISK_MEBIBYTES = 2;

  @TempDir Path folder;

  /** What a database is after a fault. */
  private enum After {
    /** Nothing is certain any more: every change is refused. */
    FAILED,
    /** The commit was rolled back, and the next one is made. */
    GOES_ON,
    /** It depends on what was to be written: pages, or the meta page that names them. */
    EITHER
  }

  /** A system call, the error that it ends with, and what follows. */
  private record Fault(String call, String error, After after) {}

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("pwrite64", "EIO", After.FAILED),
          new Fault("pwrite64", "ENOSPC", After.EITHER),
          new Fault("fdatasync", "EIO", After.FAILED),
          new Fault("fsync", "EIO", After.FAILED),
          new Fault("ftruncate", "ENOSPC", After.GOES_ON),
          new Fault("ftruncate", "EIO", After.FAILED),
          new Fault("mmap", "ENOMEM", After.GOES_ON));

  /** A process under strace takes a second or two. */
  @Test
  @Tag("long")
  void aSystemCallThatFailsLosesNothingThatWasAcknowledged() throws Exception {
    Assumptions.assumeTrue(
        canRun("strace", "-V"), "SKIPPED: there is no strace to make system calls fail");
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    for (Fault fault : FAULTS) {
      // Up to the first number that the program does not come to.
      boolean hit = true;
      for (int number = 1; hit; number += 1 + number / 3) {
        hit = runWithFault(fault, number, outcomes);
      }
    }
    System.out.println("RealFaultTest: " + outcomes);
    for (Fault fault : FAULTS) {
      assertThat(outcomes).containsKey(fault.call() + " " + fault.error());
    }
  }

  /** Returns whether the fault happened. */
  private boolean runWithFault(Fault fault, int number, Map<String, Integer> outcomes)
      throws Exception {
    String what = fault.call() + " number " + number + " " + fault.error();
    Path file = folder.resolve(what.replace(' ', '-') + ".db");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("strace", "-f", "-qq", "-o", folder.resolve("trace").toString()));
    // Only calls on the database file count.
    command.addAll(List.of("-P", file.toString(), "-e"));
    command.add("trace=" + fault.call());
    command.addAll(List.of("-e"));
    command.add("inject=" + fault.call() + ":error=" + fault.error() + ":when=" + number);
    command.addAll(writer(file));
    List<String> lines = run(command);
    boolean hit = Files.readString(folder.resolve("trace")).contains("(INJECTED)");
    if (!hit) {
      assertThat(lines).as(what).endsWith("done");
      return false;
    }
    outcomes.merge(fault.call() + " " + fault.error(), 1, Integer::sum);
    int acknowledged = acknowledgedIn(lines);
    assertSaidWhatHappened(fault, what, lines);
    if (Files.exists(file)) {
      try (Database database = Database.open(file)) {
        // One commit may have been on its way; it is there whole or not at all.
        assertThat(FaultedWriter.last(database))
            .as("%s: %s", what, lines)
            .isBetween(acknowledged, acknowledged + 1);
      }
    } else {
      assertThat(acknowledged).as(what).isZero();
    }
    // Whatever was left behind, the next process goes on from there.
    assertThat(run(writer(file))).as("%s: %s", what, lines).endsWith("done");
    Files.delete(file);
    return true;
  }

  private static int acknowledgedIn(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("acknowledged "))
        .mapToInt(line -> Integer.parseInt(line.substring("acknowledged ".length())))
        .max()
        .orElse(0);
  }

  private static void assertSaidWhatHappened(Fault fault, String what, List<String> lines) {
    int failed = indexOf(lines, "failed ");
    if (failed < 0) {
      // While opening, or while closing, which stores a list that can be done without.
      assertThat(lines.getLast()).as(what).matches("refused .*Exception.*|done");
      return;
    }
    int before = acknowledgedIn(lines.subList(0, failed));
    assertThat(lines.get(failed + 1)).as("%s: %s", what, lines).isEqualTo("read " + before);
    boolean failedForGood = lines.get(failed).contains("DatabaseFailed");
    if (fault.after() != After.EITHER) {
      assertThat(failedForGood).as("%s: %s", what, lines).isEqualTo(fault.after() == After.FAILED);
    }
    if (failedForGood) {
      assertThat(lines.get(failed)).as(what).endsWith("DatabaseFailed Storage");
      assertThat(lines.getLast())
          .as("%s: %s", what, lines)
          .isEqualTo("refused DatabaseFailed Storage");
    } else {
      assertThat(lines.getLast())
          .as("%s: %s", what, lines)
          .isEqualTo("acknowledged " + (before + 1));
    }
  }

  private static int indexOf(List<String> lines, String start) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> writer(Path file) throws URISyntaxException {
    return JavaProgram.command(FaultedWriter.class, file, COMMITS);
  }

  private static List<String> run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output.lines().toList();
  }

  private static boolean canRun(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFullFileSystemLeavesTheLastCommitAndTakesMoreOnceThereIsSpace() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Assumptions.assumeTrue(
        canRun(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "size=" + FULL_DISK_MEBIBYTES + "m",
            "tmpfs",
            small.toString()),
        "SKIPPED: this user may not mount a small file system to fill it");
    try {
      fillAndGoOn(small);
    } finally {
      assertThat(canRun("umount", small.toString())).isTrue();
    }
  }

  private static void fillAndGoOn(Path small) throws IOException {
    Path ballast = small.resolve("ballast");
    Files.write(ballast, new byte[FULL_DISK_MEBIBYTES << 19]);
    Path file = small.resolve("full.db");
    int number = 0;
    try (Database database = Database.open(file)) {
      Throwable failure = null;
      while (failure == null) {
        int next = ++number;
        failure = catchThrowable(() -> put(database, next));
      }
      assertThat(number).as("commits until the disk was full").isGreaterThan(3);
      for (int again = 0; again < 3; again++) {
        assertThat(failure)
            .isInstanceOfSatisfying(
                BoltException.Storage.class, full -> assertThat(full.isDiskFull()).isTrue());
        assertHolds(database, number - 1);
        int next = number;
        failure = catchThrowable(() -> put(database, next));
      }
      assertHolds(database, number - 1);
      Files.delete(ballast);
      for (int more = 0; more < 3; more++) {
        put(database, number);
        assertHolds(database, number);
        number++;
      }
      number--;
    }
    try (Database database = Database.open(file)) {
      assertHolds(database, number);
    }
  }

  private static void put(Database database, int number) {
    database.update(writing -> {
      writing
          .createBucketIfAbsent(FaultedWriter.BUCKET)
          .put(bytes("entry %05d".formatted(number)), new byte[40_000]);
      return null;
    });
  }

  private static void assertHolds(Database database, int entries) {
    try (Transaction reader = database.beginRead()) {
      assertThat(reader.bucket(FaultedWriter.BUCKET).orElseThrow().inspect().keyCount())
          .isEqualTo(entries);
      assertThat(reader.check().findings()).isEmpty();
    }
  }
}
