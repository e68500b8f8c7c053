// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.client.GadusClient;
import dev.gadus.model.UpkeepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * How long jobs take while the node removes old ones and compacts its files without a pause,
 * against how long they take while it does not: in turns on the same node.
 */
final class UpkeepLatency {
  private static final int STORED_JOBS = 3_000;

  /** The retention keeps so many, so that there is always something to remove. */
  private static final int KEPT_JOBS = 2_000;

  private static final int ROUNDS = 12;
  private static final int JOBS_IN_A_ROUND = 50;

  /** What the node does besides. */
  private enum Load {
    NOTHING("nothing else"),
    RETENTION("retention without a pause"),
    COMPACTION("retention and compaction without a pause");

    private final String text;

    Load(String text) {
      this.text = text;
    }
  }

  private final NodeProcess node;
  private final SmallJobs jobs;
  private final Map<Load, List<long[]>> nanos = new EnumMap<>(Load.class);
  private final Map<Load, List<UpkeepReport>> reports = new EnumMap<>(Load.class);

  private UpkeepLatency(NodeProcess node) {
    this.node = node;
    this.jobs = new SmallJobs(node.client());
  }

  static void measure(Path launcher, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "BACALHAU_ORCHESTRATOR_JOBSTORE_RETENTIONCOUNT", Integer.toString(KEPT_JOBS),
            "BACALHAU_COMPUTE_EXECUTIONSTORE_RETENTIONCOUNT", Integer.toString(KEPT_JOBS),
            "BACALHAU_UPKEEP_INTERVAL", "0s");
    try (NodeProcess node = NodeProcess.start(launcher, environment)) {
      UpkeepLatency latency = new UpkeepLatency(node);
      latency.jobs.runTogether("stored", STORED_JOBS);
      latency.run("warm-up");
      latency.nanos.clear();
      latency.reports.clear();
      for (int round = 0; round < ROUNDS; round++) {
        latency.run("round-" + round);
      }
      latency.print(note);
    }
  }

  private void run(String name) throws IOException, InterruptedException {
    for (Load load : Load.values()) {
      AtomicBoolean stop = new AtomicBoolean();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<List<UpkeepReport>> upkeep = threads.submit(() -> upkeepUntil(load, stop));
        try {
          nanos
              .computeIfAbsent(load, _ -> new ArrayList<>())
              .add(jobs.oneByOne(name + "-" + load, JOBS_IN_A_ROUND));
        } finally {
          stop.set(true);
        }
        reports.computeIfAbsent(load, _ -> new ArrayList<>()).addAll(upkeep.get());
      } catch (ExecutionException e) {
        throw new IOException("the upkeep failed", e.getCause());
      }
    }
  }

  private List<UpkeepReport> upkeepUntil(Load load, AtomicBoolean stop) {
    List<UpkeepReport> done = new ArrayList<>();
    GadusClient client = node.client();
    while (load != Load.NOTHING && !stop.get()) {
      done.addAll(client.upkeep(load == Load.COMPACTION).values());
    }
    return done;
  }

  private void print(Consumer<Measurement> note) {
    for (Load load : Load.values()) {
      List<long[]> rounds = nanos.getOrDefault(load, List.of());
      long[] all = rounds.stream().flatMapToLong(Arrays::stream).toArray();
      List<UpkeepReport> done = reports.getOrDefault(load, List.of());
      Sample sample = Sample.of(all);
      note.accept(Measurement.ofDurations("upkeep: one job, and " + load.text, all));
      System.out.printf(
          Locale.ROOT,
          "upkeep      one job, and %s: median %.1f ms, p99 %.1f ms, longest %.1f ms, %d runs%n",
          load.text,
          sample.millisAt(0.5),
          sample.millisAt(0.99),
          sample.millisAt(1),
          all.length);
      if (!done.isEmpty()) {
        System.out.printf(
            Locale.ROOT,
            "upkeep        meanwhile: %d records removed, %d files compacted in %d ms each"
                + " (longest), of %.1f MB%n",
            done.stream().mapToLong(UpkeepReport::removed).sum(),
            done.stream().filter(UpkeepReport::compacted).count(),
            done.stream().mapToLong(UpkeepReport::durationMillis).max().orElse(0),
            done.stream().mapToLong(UpkeepReport::bytesBefore).max().orElse(0) / 1e6);
      }
    }
  }
}
