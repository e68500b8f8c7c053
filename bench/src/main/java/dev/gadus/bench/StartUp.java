// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.bolt.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How long short commands take, from the start of the process to its end, beside Go's command. All
 * take turns, so that whatever else the machine does falls on all of them.
 */
final class StartUp {
  private static final int WARM_UP_RUNS = 3;
  private static final int RUNS = 21;

  /** Stands beside ours, and is not ours to compare with a baseline. */
  private static final String GO = "Go's bbolt buckets FILE";

  /** A command line and what is added to the JVM's options. */
  private record Start(List<String> command, String javaOptions) {}

  private StartUp() {}

  static void measure(Path launcher, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gadus-start-up");
    Path file = folder.resolve("some.db");
    try (Database database = Database.open(file)) {
      database.update(
          transaction -> transaction.createBucket("job".getBytes(StandardCharsets.UTF_8)));
    }
    try {
      measure(launcher, file.toString(), note);
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  private static void measure(Path launcher, String file, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    Path project = launcher.toAbsolutePath().resolveSibling("");
    String gadus = launcher.toString();
    Map<String, Start> starts = new LinkedHashMap<>();
    starts.put("gadus version", new Start(List.of(gadus, "version"), ""));
    starts.put(
        "gadus version without AOT cache", new Start(List.of(gadus, "version"), "-XX:AOTMode=off"));
    starts.put("gadus bolt buckets FILE", new Start(List.of(gadus, "bolt", "buckets", file), ""));
    starts.put(
        "bbolt buckets FILE",
        new Start(List.of(project.resolve("bbolt").toString(), "buckets", file), ""));
    GoProgram.build(project, GoProgram.BBOLT)
        .ifPresent(
            bbolt -> starts.put(GO, new Start(List.of(bbolt.toString(), "buckets", file), "")));
    List<Start> inTurns = new ArrayList<>(starts.values());
    long[][] nanos = new long[inTurns.size()][RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      for (int i = 0; i < inTurns.size(); i++) {
        long took = nanosOf(inTurns.get(i));
        if (run >= 0) {
          nanos[i][run] = took;
        }
      }
    }
    int i = 0;
    for (String name : starts.keySet()) {
      System.out.printf("%-12s%s: %s%n", i == 0 ? "start-up" : "", name, Sample.of(nanos[i]));
      if (!name.equals(GO)) {
        note.accept(Measurement.ofDurations("start-up: " + name, nanos[i]));
      }
      i++;
    }
  }

  private static long nanosOf(Start start) throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(start.command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("GADUS_JAVA_OPTS", start.javaOptions);
    long before = System.nanoTime();
    int exitCode = command.start().waitFor();
    if (exitCode != 0) {
      throw new IOException("failed: exitCode=" + exitCode + " command=" + start.command);
    }
    return System.nanoTime() - before;
  }
}
