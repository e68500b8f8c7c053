// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Prints how fast the program is on this machine, as seen by a user, keeps that, and compares it
 * with what was kept.
 *
 * <p>Arguments: the {@code gadus} launcher, and then those of {@link RunOptions}.
 */
final class Benchmarks {
  static final List<String> USUAL = List.of("start-up", "memory", "one-job", "many-jobs");

  /** Runs for many minutes and takes some ten gigabytes of disk, so only when it is asked for. */
  private static final String STORES = "stores";

  /** Our job store beside Bacalhau's; its Go module is large, so only when it is asked for. */
  private static final String JOB_STORES = "job-stores";

  /** The storage engine beside others; has options of its own, behind its name. */
  static final String BOLT = "bolt";

  /** {@code -Dgadus.bench.records=100000} for a quick look. */
  private static final int STORE_RECORDS = Integer.getInteger("gadus.bench.records", 1_000_000);

  /** Takes a minute, and is of interest to those who change the stores. */
  private static final String UPKEEP = "upkeep";

  /** What looking into a running node's databases costs; some minutes. */
  private static final String SNAPSHOTS = "snapshots";

  static final List<String> NAMES =
      Stream.concat(USUAL.stream(), Stream.of(STORES, UPKEEP, JOB_STORES, SNAPSHOTS, BOLT))
          .toList();

  private final Path launcher;
  private final Path project;
  private final List<Measurement> measured = new ArrayList<>();
  private final Consumer<Measurement> note = measured::add;

  private Benchmarks(Path launcher) {
    this.launcher = launcher;
    this.project = launcher.toAbsolutePath().resolveSibling("");
  }

  public static void main(String[] args) throws Exception {
    System.exit(new Benchmarks(Path.of(args[0])).run(List.of(args).subList(1, args.length)));
  }

  private int run(List<String> arguments) throws Exception {
    RunOptions options;
    Optional<Baseline> before = Optional.empty();
    try {
      options = RunOptions.parse(project, arguments);
      if (options.compare().isPresent()) {
        before = Optional.of(Baseline.read(options.compare().get()));
      }
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("bench/run: " + e.getMessage() + "\n" + RunOptions.USAGE);
      System.err.println(SideBySideOptions.USAGE);
      return 2;
    }
    Surroundings here = Surroundings.find(project);
    System.out.println(here.machine() + ", JDK " + here.jdk());
    measure(options.names());
    if (options.sideBySide().isPresent()) {
      SideBySide.run(project, options.sideBySide().get(), note);
    }
    Baseline now = here.baseline(measured);
    if (options.save().isPresent()) {
      now.write(options.save().get());
    }
    if (before.isEmpty()) {
      return 0;
    }
    Comparison comparison = new Comparison(before.get(), now);
    System.out.print(comparison.text());
    return comparison.exitCode();
  }

  private void measure(Set<String> wanted) throws Exception {
    if (wanted.contains(STORES)) {
      StoreScale.measure(STORE_RECORDS, note);
    }
    if (wanted.contains(UPKEEP)) {
      UpkeepLatency.measure(launcher, note);
    }
    if (wanted.contains(JOB_STORES)) {
      JobStores.measure(project, note);
    }
    if (wanted.contains(SNAPSHOTS)) {
      measureSnapshots();
    }
    if (wanted.contains("start-up")) {
      StartUp.measure(launcher, note);
    }
    if (wanted.contains("memory")) {
      IdleMemory.measure(launcher, note);
    }
    if (wanted.contains("one-job") || wanted.contains("many-jobs")) {
      try (NodeProcess node = NodeProcess.start(launcher)) {
        SmallJobs jobs = new SmallJobs(node.client());
        jobs.warmUp();
        if (wanted.contains("one-job")) {
          jobs.measureOneByOne(note);
        }
        if (wanted.contains("many-jobs")) {
          jobs.measureTogether(note);
          IdleMemory.print("node after these jobs", node);
        }
      }
    }
  }

  private void measureSnapshots() throws Exception {
    try (NodeProcess node = NodeProcess.start(launcher)) {
      SmallJobs jobs = new SmallJobs(node.client());
      jobs.warmUp();
      new LiveDatabases(node.client(), jobs).measure(note);
    }
  }
}
