// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** How much memory a node takes, as Linux counts it (the resident set). */
final class IdleMemory {
  /** Start-up work is over by then, and a few health checks are made. */
  private static final Duration SETTLE = Duration.ofSeconds(10);

  private static final double KIBIBYTES_PER_MEBIBYTE = 1024;

  private IdleMemory() {}

  static void measure(NodeProcess node) throws IOException, InterruptedException {
    Thread.sleep(SETTLE);
    print("idle node", node);
  }

  /** Prints what a node has now, and the processes that it has started for programs. */
  static void print(String what, NodeProcess node) throws IOException {
    if (!Files.exists(Path.of("/proc/self/status"))) {
      System.out.println("memory      left out: only Linux tells it in /proc");
      return;
    }
    long own = residentKibibytes(node.processId());
    long others = 0;
    int count = 0;
    for (ProcessHandle child :
        ProcessHandle.of(node.processId()).orElseThrow().descendants().toList()) {
      others += residentKibibytes(child.pid());
      count++;
    }
    System.out.printf(
        Locale.ROOT,
        "memory      %s: %.0f MiB resident, and %.0f MiB in %d processes for programs%n",
        what,
        own / KIBIBYTES_PER_MEBIBYTE,
        others / KIBIBYTES_PER_MEBIBYTE,
        count);
  }

  private static long residentKibibytes(long processId) throws IOException {
    Path status = Path.of("/proc", Long.toString(processId), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow(() -> new IOException("no VmRSS in " + status));
    }
  }
}
