// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Prints how fast the program is on this machine, as seen by a user.
 *
 * <p>Arguments: the {@code gadus} launcher, then the names of the benchmarks to run, or none for
 * the usual ones.
 */
final class Benchmarks {
  private static final List<String> USUAL = List.of("start-up", "memory", "one-job", "many-jobs");

  /** Runs for many minutes and takes some ten gigabytes of disk, so only when it is asked for. */
  private static final String STORES = "stores";

  /** Our job store beside Bacalhau's; its Go module is large, so only when it is asked for. */
  private static final String JOB_STORES = "job-stores";

  /** The storage engine beside others; has options of its own and runs alone. */
  private static final String BOLT = "bolt";

  /** {@code -Dgadus.bench.records=100000} for a quick look. */
  private static final int STORE_RECORDS = Integer.getInteger("gadus.bench.records", 1_000_000);

  /** Takes a minute, and is of interest to those who change the stores. */
  private static final String UPKEEP = "upkeep";

  /** What looking into a running node's databases costs; some minutes. */
  private static final String SNAPSHOTS = "snapshots";

  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    Path launcher = Path.of(args[0]);
    if (args.length > 1 && args[1].equals(BOLT)) {
      printMachine();
      List<String> options = List.of(args).subList(2, args.length);
      System.exit(SideBySide.run(launcher.toAbsolutePath().resolveSibling(""), options));
    }
    Set<String> wanted = new LinkedHashSet<>(List.of(args).subList(1, args.length));
    if (wanted.isEmpty()) {
      wanted.addAll(USUAL);
    }
    List<String> names = new ArrayList<>(USUAL);
    names.add(STORES);
    names.add(UPKEEP);
    names.add(JOB_STORES);
    names.add(SNAPSHOTS);
    names.add(BOLT);
    if (!names.containsAll(wanted)) {
      System.err.println("bench/run: the benchmarks are " + String.join(", ", names));
      System.exit(2);
    }
    printMachine();
    if (wanted.contains(STORES)) {
      StoreScale.measure(STORE_RECORDS);
    }
    if (wanted.contains(UPKEEP)) {
      UpkeepLatency.measure(launcher);
    }
    if (wanted.contains(JOB_STORES)) {
      JobStores.measure(launcher.toAbsolutePath().resolveSibling(""));
    }
    if (wanted.contains(SNAPSHOTS)) {
      measureSnapshots(launcher);
    }
    if (wanted.contains("start-up")) {
      StartUp.measure(launcher);
    }
    if (wanted.contains("memory")) {
      try (NodeProcess node = NodeProcess.start(launcher)) {
        IdleMemory.measure(node);
      }
    }
    if (wanted.contains("one-job") || wanted.contains("many-jobs")) {
      try (NodeProcess node = NodeProcess.start(launcher)) {
        SmallJobs jobs = new SmallJobs(node.client());
        jobs.warmUp();
        if (wanted.contains("one-job")) {
          jobs.measureOneByOne();
        }
        if (wanted.contains("many-jobs")) {
          jobs.measureTogether();
          IdleMemory.print("node after these jobs", node);
        }
      }
    }
  }

  private static void measureSnapshots(Path launcher) throws Exception {
    try (NodeProcess node = NodeProcess.start(launcher)) {
      SmallJobs jobs = new SmallJobs(node.client());
      jobs.warmUp();
      new LiveDatabases(node.client(), jobs).measure();
    }
  }

  private static void printMachine() {
    System.out.printf(
        "%s %s, %d processors, JDK %s%n",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
  }
}
