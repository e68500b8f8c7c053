// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts how often an engine's process waits for the disk, from outside and in the same way for
 * each: {@code strace} writes down its calls. A write through a descriptor that was opened with
 * {@code O_DSYNC} or {@code O_SYNC} waits as a sync does, and counts as one.
 */
final class SyncCounter {
  private static final String ANSWER = "write(1, \"ok ";
  private static final Pattern SYNC = Pattern.compile("^\\d+ +(?:fsync|fdatasync|msync)\\(");
  private static final Pattern OPEN =
      Pattern.compile(
          "^(\\d+) +openat\\([^\"]*\"[^\"]*\"[.]*, ([A-Z_|]+).*?(?:\\) += (\\d+)| <unfinished)");
  private static final Pattern OPENED =
      Pattern.compile("^(\\d+) +<\\.\\.\\. openat resumed>.*\\) += (\\d+)");
  private static final Pattern WRITE =
      Pattern.compile("^\\d+ +(?:write|pwrite64|writev|pwritev)\\((\\d+),");

  private SyncCounter() {}

  /** Returns whether {@code strace} is there and may trace. */
  static boolean isAvailable() throws InterruptedException {
    try {
      return new ProcessBuilder(traced(Path.of("/dev/null"), List.of("true")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a command that runs another one and writes the trace into a file. */
  static List<String> traced(Path trace, List<String> command) {
    List<String> traced =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-s3",
                "-o",
                trace.toString(),
                "-e",
                "trace=openat,fsync,fdatasync,msync,write,pwrite64,writev,pwritev"));
    traced.addAll(command);
    return traced;
  }

  /** Returns from a trace how often the process waited for the disk before each of its answers. */
  static List<Integer> syncsBeforeEachAnswer(Path trace) throws IOException {
    return syncsBeforeEachAnswer(Files.readAllLines(trace));
  }

  static List<Integer> syncsBeforeEachAnswer(List<String> trace) {
    List<Integer> syncs = new ArrayList<>();
    Set<String> syncedDescriptors = new HashSet<>();
    Map<String, Boolean> opening = new HashMap<>();
    int count = 0;
    for (String line : trace) {
      Matcher open = OPEN.matcher(line);
      Matcher opened = OPENED.matcher(line);
      Matcher write = WRITE.matcher(line);
      if (line.contains(ANSWER)) {
        syncs.add(count);
        count = 0;
      } else if (SYNC.matcher(line).find()) {
        count++;
      } else if (open.find()) {
        boolean synced = open.group(2).contains("SYNC");
        if (open.group(3) == null) {
          opening.put(open.group(1), synced);
        } else {
          note(syncedDescriptors, open.group(3), synced);
        }
      } else if (opened.find()) {
        note(
            syncedDescriptors,
            opened.group(2),
            Boolean.TRUE.equals(opening.remove(opened.group(1))));
      } else if (write.find() && syncedDescriptors.contains(write.group(1))) {
        count++;
      }
    }
    return syncs;
  }

  private static void note(Set<String> syncedDescriptors, String descriptor, boolean synced) {
    if (synced) {
      syncedDescriptors.add(descriptor);
    } else {
      syncedDescriptors.remove(descriptor);
    }
  }
}
