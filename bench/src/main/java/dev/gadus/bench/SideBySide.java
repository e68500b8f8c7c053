// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.bench.Step.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The storage engine beside others: the same work for each, in one run, in turns. Says on standard
 * error what it does.
 */
final class SideBySide {
  private final SideBySideOptions options;
  private final Optional<Path> goProgram;
  private final Path folder;
  private int turn;

  private SideBySide(SideBySideOptions options, Optional<Path> goProgram, Path folder) {
    this.options = options;
    this.goProgram = goProgram;
    this.folder = folder;
  }

  /** Runs it, prints the tables, and notes what our engine took. */
  static void run(Path project, SideBySideOptions options, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Results results = compare(project, options);
    System.out.println(results.text());
    results.measurements(options.scale()).forEach(note);
    System.err.printf("%.0f s in all%n", (System.nanoTime() - begin) / 1e9);
  }

  /** Runs it. */
  static Results compare(Path project, SideBySideOptions options)
      throws IOException, InterruptedException {
    Optional<Path> go =
        options.contenders().contains(Contender.GO)
            ? GoProgram.build(project, GoProgram.MEASURE)
            : Optional.empty();
    Files.createDirectories(options.folder());
    Path folder = Files.createTempDirectory(options.folder(), "side-by-side");
    try {
      SideBySide sideBySide = new SideBySide(options, go, folder);
      Results results = sideBySide.measure();
      if (SyncCounter.isAvailable()) {
        results.setSyncs(sideBySide.countSyncs());
      } else {
        System.err.println("syncs are left out: there is no strace here that may trace");
      }
      return results;
    } finally {
      Files.delete(folder);
    }
  }

  private Results measure() throws IOException {
    List<EngineClient> engines = new ArrayList<>();
    try {
      List<Contender> present = new ArrayList<>();
      for (Contender contender : options.contenders()) {
        Path own = folder(contender);
        Optional<List<String>> command = command(contender, own);
        if (command.isPresent()) {
          engines.add(new EngineClient(contender, own, command.get()));
          present.add(contender);
        }
      }
      if (options.scale().isWarmedUp()) {
        System.err.println("warming up");
        new Plan(options.scale().warmUp())
            .phases(options.parts())
            .forEach(phase -> run(engines, phase, new Results(present)));
      }
      Results results = new Results(present);
      new Plan(options.scale())
          .phases(options.parts())
          .forEach(phase -> run(engines, phase, results));
      return results;
    } finally {
      for (EngineClient engine : engines) {
        engine.close();
      }
    }
  }

  private Path folder(Contender contender) throws IOException {
    return Files.createDirectory(folder.resolve(contender.name().toLowerCase(Locale.ROOT)));
  }

  private Optional<List<String>> command(Contender contender, Path own) {
    return contender.command(own, goProgram, options.javaOptions());
  }

  /** Each engine in turn does each step; who begins changes from step to step. */
  private void run(List<EngineClient> engines, Plan.Phase phase, Results results) {
    for (int round = 1; round <= phase.rounds(); round++) {
      for (Step step : phase.steps()) {
        List<EngineClient> order = new ArrayList<>(engines);
        Collections.rotate(order, turn++);
        StringBuilder line = new StringBuilder("round " + round + ", " + step.name() + ":");
        for (EngineClient engine : order) {
          for (Reading reading : step.run(engine)) {
            results.add(engine.contender(), reading);
            line.append(' ').append(engine.contender().title()).append(' ');
            line.append(reading.row().show(reading.value())).append(';');
          }
        }
        System.err.println(line);
      }
    }
  }

  /**
   * Counts in runs of their own, small and with nothing timed, since a traced process is slow.
   * Returns the syncs of a commit.
   */
  private Map<Row, Map<Contender, Double>> countSyncs() throws IOException {
    Map<Row, Map<Contender, Double>> counted = new EnumMap<>(Row.class);
    for (Contender contender : options.contenders()) {
      Path own = folder.resolve(contender.name().toLowerCase(Locale.ROOT));
      Optional<List<String>> command = command(contender, own);
      if (command.isEmpty()) {
        continue;
      }
      System.err.println("counting the syncs of " + contender.title());
      Files.createDirectory(own);
      Path trace = folder.resolve("trace");
      List<Reading> readings = new ArrayList<>();
      EngineClient engine =
          new EngineClient(contender, own, SyncCounter.traced(trace, command.get()));
      try (engine) {
        for (Plan.Phase phase : new Plan(options.scale().forCounting()).phases(options.parts())) {
          phase.steps().forEach(step -> readings.addAll(step.run(engine)));
        }
      }
      List<Integer> syncs = SyncCounter.syncsBeforeEachAnswer(trace);
      Files.delete(trace);
      for (Reading reading : readings) {
        if (reading.commits() > 0) {
          counted
              .computeIfAbsent(reading.row(), row -> new EnumMap<>(Contender.class))
              .put(contender, (double) syncs.get(reading.answer()) / reading.commits());
        }
      }
    }
    return counted;
  }
}
