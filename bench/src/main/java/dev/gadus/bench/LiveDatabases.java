// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.client.DatabaseClient;
import dev.gadus.client.GadusClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What looking into the databases of a node costs its jobs: the rate of jobs alone, and while
 * something reads both databases every second. The ways take turns, since the databases grow.
 */
final class LiveDatabases {
  private static final int ROUNDS = 5;
  private static final int JOBS_OF_ROUND = 400;
  private static final List<String> ROLES = List.of("requester", "compute");

  private final GadusClient client;
  private final SmallJobs jobs;

  LiveDatabases(GadusClient client, SmallJobs jobs) {
    this.client = client;
    this.jobs = jobs;
  }

  private enum Way {
    ALONE("alone"),
    SNAPSHOTS("with a snapshot of each database every second"),
    READS("with keys, get and check of each database every second");

    private final String text;

    Way(String text) {
      this.text = text;
    }
  }

  void measure(Consumer<Measurement> note) throws Exception {
    Map<Way, double[]> rates = new EnumMap<>(Way.class);
    long[] counts = {0, 0};
    for (int round = 0; round < ROUNDS; round++) {
      for (Way way : Way.values()) {
        rates.computeIfAbsent(way, _ -> new double[ROUNDS])[round] = rate(way, round, counts);
      }
    }
    for (Way way : Way.values()) {
      double[] sorted = rates.getOrDefault(way, new double[ROUNDS]);
      note.accept(
          Measurement.ofRounds(
              "snapshots: jobs, " + way.text, "/s", Measurement.Better.HIGHER, sorted));
      Arrays.sort(sorted);
      System.out.printf(
          Locale.ROOT,
          "snapshots   %s: %.0f jobs per second (%.0f to %.0f in %d rounds)%n",
          way.text,
          sorted[ROUNDS / 2],
          sorted[0],
          sorted[ROUNDS - 1],
          ROUNDS);
    }
    System.out.printf(
        Locale.ROOT,
        "snapshots   %d snapshots, %.1f MB on average%n",
        counts[0],
        counts[1] / 1e6 / Math.max(1, counts[0]));
  }

  private double rate(Way way, int round, long[] counts) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    FutureTask<Boolean> reading =
        new FutureTask<>(() -> {
          do {
            for (String role : ROLES) {
              read(way, client.database(role), counts);
            }
          } while (!over.await(1, TimeUnit.SECONDS));
          return true;
        });
    Thread.ofVirtual().start(reading);
    long nanos = jobs.runTogether(way.name().toLowerCase(Locale.ROOT) + round, JOBS_OF_ROUND);
    over.countDown();
    reading.get();
    return JOBS_OF_ROUND / (nanos / 1e9);
  }

  private static void read(Way way, DatabaseClient database, long[] counts) throws IOException {
    switch (way) {
      case ALONE -> {}
      case SNAPSHOTS -> {
        DatabaseClient.Snapshot snapshot = database.snapshot();
        try (InputStream content = snapshot.content()) {
          counts[1] += content.transferTo(OutputStream.nullOutputStream());
        }
        counts[0]++;
      }
      case READS -> {
        command(database, "keys", "meta");
        command(database, "get", "meta", "store");
        command(database, "check");
      }
    }
  }

  private static void command(DatabaseClient database, String... arguments) throws IOException {
    OutputStream nowhere = OutputStream.nullOutputStream();
    int exitCode = database.command(List.of(arguments), nowhere, nowhere);
    if (exitCode != 0) {
      throw new IOException(String.join(" ", arguments) + " ended with " + exitCode);
    }
  }
}
