// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How much memory a node takes, the processes for its programs included, as Linux counts it (the
 * resident set; what these share is counted for each).
 */
final class IdleMemory {
  /** Start-up work is over by then, and a few health checks are made. */
  private static final Duration SETTLE = Duration.ofSeconds(10);

  /** One after the other, since each has its own. */
  private static final int NODES = 3;

  private static final double KIBIBYTES_PER_MEBIBYTE = 1024;

  private IdleMemory() {}

  static void measure(Path launcher, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    double[] mebibytes = new double[NODES];
    for (int i = 0; i < NODES; i++) {
      try (NodeProcess node = NodeProcess.start(launcher)) {
        if (!isKnown()) {
          System.out.println("memory      left out: only Linux tells it in /proc");
          return;
        }
        Thread.sleep(SETTLE);
        mebibytes[i] = ownMebibytes(node) + programMebibytes(node);
        print("idle node", node);
      }
    }
    Measurement resident =
        Measurement.ofRounds(
            "memory: idle node, resident", "MiB", Measurement.Better.LOWER, mebibytes);
    note.accept(resident);
    System.out.printf(
        Locale.ROOT,
        "memory      idle node: %.0f MiB resident (median of %d nodes)%n",
        resident.value(),
        NODES);
  }

  private static boolean isKnown() {
    return Files.exists(Path.of("/proc/self/status"));
  }

  /** Prints what a node has now, where that can be known. */
  static void print(String what, NodeProcess node) throws IOException {
    if (isKnown()) {
      System.out.printf(
          Locale.ROOT,
          "memory      %s: %.0f MiB, and %.0f MiB in processes for programs%n",
          what,
          ownMebibytes(node),
          programMebibytes(node));
    }
  }

  private static double ownMebibytes(NodeProcess node) throws IOException {
    return residentKibibytes(node.processId()) / KIBIBYTES_PER_MEBIBYTE;
  }

  private static double programMebibytes(NodeProcess node) throws IOException {
    long kibibytes = 0;
    for (ProcessHandle process :
        ProcessHandle.of(node.processId()).orElseThrow().descendants().toList()) {
      kibibytes += residentKibibytes(process.pid());
    }
    return kibibytes / KIBIBYTES_PER_MEBIBYTE;
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
