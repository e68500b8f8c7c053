// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: how fast is a database on this machine? */
@Command(
    name = "bench",
    description = {
      "Measures writes and reads of a new database on this machine, with the workloads of Go's command.",
      "A JVM becomes faster while it runs, so compare long runs. To compare with other engines, use"
          + " 'bench/run bolt' of the project, which lets them take turns."
    })
final class BenchCommand implements Runnable {
  private final Output output;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;

  @Option(
      names = "--write-mode",
      paramLabel = "MODE",
      description = "seq|rnd|seq-nest|rnd-nest (default: ${DEFAULT-VALUE}).")
  private String writeMode = "seq";

  @Option(
      names = "--read-mode",
      paramLabel = "MODE",
      description = "seq|rnd (default: ${DEFAULT-VALUE}).")
  private String readMode = "seq";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many keys are written (default: ${DEFAULT-VALUE}).")
  private long count = 1000;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "How many keys a transaction writes; 0, the default, writes all in one.")
  private long batchSize;

  @Option(
      names = "--key-size",
      paramLabel = "BYTES",
      description = "Length of a key (default: ${DEFAULT-VALUE}).")
  private int keyBytes = 8;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      description = "Length of a value (default: ${DEFAULT-VALUE}).")
  private int valueBytes = 32;

  @Option(
      names = "--fill-percent",
      paramLabel = "SHARE",
      description = "How full pages become, 0.1 to 1.0 (default: ${DEFAULT-VALUE}).")
  private double fillPercent = 0.5;

  @Option(names = "--no-sync", description = "Do not wait for the disk.")
  private boolean noSync;

  @Option(
      names = "--path",
      paramLabel = "FILE",
      description = "The database to make; a temporary one by default.")
  private Path path = Path.of("");

  @Option(names = "--work", description = "Keep the database and say where it is.")
  private boolean keep;

  @Option(
      names = "--page-size",
      paramLabel = "BYTES",
      description = "Page size of the database; that of the system by default.")
  private int pageSize;

  @Option(
      names = "--initial-mmap-size",
      paramLabel = "BYTES",
      description = "Length of the first memory mapping.")
  private long initialMapBytes;

  @Option(names = "--gobench-output", description = "Print results in the form of Go's benchmarks.")
  private boolean goBenchOutput;

  @Option(
      names = "--profile-mode",
      hidden = true,
      description = "Taken for the sake of scripts; see --cpuprofile.")
  private String profileMode = "rw";

  @Option(
      names = {"--cpuprofile", "--memprofile", "--blockprofile"},
      hidden = true,
      description = "Profiles of a JVM are made by the JVM.")
  private String profile = "";

  BenchCommand(Output output, LongSupplier nanoClock, RandomGenerator random) {
    this.output = output;
    this.nanoClock = nanoClock;
    this.random = random;
  }

  @Override
  public void run() {
    Benchmark.Load load = load();
    try {
      boolean temporary = path.toString().isEmpty();
      Path file = temporary ? Files.createTempDirectory("bolt-bench-").resolve("bench.db") : path;
      if (keep) {
        output.errorLine("work: " + file);
      }
      try {
        measure(file, load);
      } finally {
        if (!keep) {
          Files.deleteIfExists(file);
          if (temporary) {
            Files.deleteIfExists(file.resolveSibling(""));
          }
        }
      }
    } catch (IOException e) {
      throw new Failure("cannot make the database to measure: " + e, e);
    }
  }

  /** Checks the options before anything is written. */
  private Benchmark.Load load() {
    if (batchSize > 0 && count % batchSize != 0) {
      throw new Failure("the number of iterations must be divisible by the batch size");
    }
    Benchmark.WriteMode writes = Benchmark.WriteMode.of(writeMode);
    Benchmark.ReadMode reads = Benchmark.ReadMode.of(readMode);
    if (keyBytes < Integer.BYTES) {
      throw new Failure(
          "--key-size must be at least 4, since keys are numbers of 4 bytes: " + keyBytes);
    }
    if (valueBytes < 0 || count < 1) {
      throw new Failure(
          "--count must be at least 1 and --value-size at least 0: count="
              + count
              + " value-size="
              + valueBytes);
    }
    if (!List.of("rw", "r", "w").contains(profileMode)) {
      throw new Failure("the profile mode should be one of rw, r, or w: " + profileMode);
    }
    if (!profile.isEmpty()) {
      throw new Failure(
          "profiles are made by the JVM: start it with -XX:StartFlightRecording=filename="
              + profile);
    }
    return new Benchmark.Load(
        writes,
        reads,
        count,
        batchSize == 0 ? count : batchSize,
        keyBytes,
        valueBytes,
        fillPercent);
  }

  private void measure(Path file, Benchmark.Load load) {
    Options options =
        Options.defaults().pageSize(pageSize).initialMapSize(initialMapBytes).noSync(noSync);
    try (Database database = Database.open(file, options)) {
      Benchmark benchmark = new Benchmark(database, load, output, nanoClock, random);
      output.errorLine("starting write benchmark.");
      Benchmark.Result writes = benchmark.write();
      output.errorLine("starting read benchmark.");
      Benchmark.Result reads = benchmark.read();
      output.line(goBenchOutput ? writes.goBenchLine("BenchmarkWrite") : writes.line("Write"));
      output.line(goBenchOutput ? reads.goBenchLine("BenchmarkRead ") : reads.line("Read"));
      output.line("");
    }
  }
}
