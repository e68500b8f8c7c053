// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.CrashImages;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.SimulatedDisk;
import dev.gadus.bolt.Transaction;
import dev.gadus.model.JobType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Random traffic on a store whose disk loses its power before every call that changes it. Each
 * image must open, agree with itself, and hold what was acknowledged, or that and the whole of the
 * change that was under way.
 *
 * <p>What a change does is found out on a copy of the disk, so that nothing has to be said about it
 * twice.
 *
 * @param <S> the store
 */
final class PowerLossRun<S> {
  private static final int IMAGES_PER_CALL = 2;
  private static final Path PATH = SimulatedDisk.path("store.db");

  /** Due as soon as a tenth of the file is free, which these small files always are. */
  private static final CompactionPolicy EAGER = new CompactionPolicy(0, 10);

  /** One kind of store. */
  interface Kind<S> {
    StoreRole role();

    S open(Path path, StoreOptions options, FileSystem files);

    StoreFile file(S store);

    List<String> verify(S store);

    /**
     * Makes one of all possible changes. The same random numbers on the same store make the same.
     */
    void change(S store, Random random);
  }

  private final Kind<S> kind;
  private final long seed;
  private final Set<SimulatedDisk.Call> skipped;
  private final Random random;
  private final SimulatedDisk disk;
  private final CrashImages images;
  private Instant now = Samples.TIME;
  private String acknowledged = "";
  private Optional<String> underWay = Optional.empty();
  private String doing = "";

  /**
   * Prepares the run of a seed.
   *
   * @param skipped calls that the disk only pretends to do
   */
  PowerLossRun(Kind<S> kind, long seed, Set<SimulatedDisk.Call> skipped) {
    this.kind = kind;
    this.skipped = skipped;
    this.seed = seed;
    this.random = new Random(seed);
    this.disk = new SimulatedDisk(seed);
    disk.setDataSyncKeepsLength(random.nextBoolean());
    this.images = new CrashImages(disk, random, IMAGES_PER_CALL, this::judge);
  }

  /** Puts a file of an older layout there, which the first opening upgrades. */
  void startFrom(byte[] file) {
    disk.install(PATH, file);
  }

  /** Makes some changes; returns how many images were judged. */
  long run(int changes) {
    S store = reopened(Optional.empty());
    acknowledge(store);
    for (int i = 0; i < changes; i++) {
      now = now.plusNanos(random.nextInt(3));
      long choices = random.nextLong();
      doing = "change " + i;
      switch (random.nextInt(12)) {
        case 0 -> store = reopened(Optional.of(store));
        case 1 -> {
          doing = "compaction, after change " + i;
          underWay = Optional.of(acknowledged);
          kind.file(store).compact();
        }
        default -> {
          underWay = Optional.of(onCopy(options(), copy -> kind.change(copy, new Random(choices))));
          kind.change(store, new Random(choices));
        }
      }
      acknowledge(store);
    }
    kind.file(store).close();
    images.take("the end");
    disk.discard();
    return images.count();
  }

  private void acknowledge(S store) {
    String found = contents(store);
    requireSame(
        underWay.orElseThrow(), found, doing + " did not do on the disk what it did on a copy");
    acknowledged = found;
    underWay = Optional.empty();
  }

  /**
   * Opens the store, after a kill or a close when it is open, with some of what an opening does.
   */
  private S reopened(Optional<S> open) {
    StoreOptions options = options();
    if (random.nextBoolean()) {
      options = options.withCompaction(EAGER);
    }
    if (random.nextInt(3) == 0) {
      options =
          options.withRetention(
              Retention.KEEP_ALL.finished(
                  type(random), Retention.Limit.ofCount(random.nextInt(6))));
    }
    doing = "opening with " + options.retention() + " " + options.compaction();
    underWay = Optional.of(onCopy(options, copy -> {}));
    if (open.isEmpty()) {
      // What is there before is what an opening finds, be it nothing or an older layout.
      acknowledged = onCopy(options(), copy -> {});
      disk.setObserver(this::before);
    } else if (random.nextBoolean()) {
      disk.killProcess();
    } else {
      kind.file(open.get()).close();
    }
    return kind.open(PATH, options, new SimulatedFiles(disk));
  }

  /** A type of job: with one of them, a retention of few records is one transaction. */
  static JobType type(Random random) {
    return random.nextBoolean() ? JobType.BATCH : JobType.SERVICE;
  }

  private StoreOptions options() {
    return StoreOptions.of(Samples.NODE, "test", () -> now, prefix -> prefix + "-only")
        .withLockTimeout(Duration.ofMillis(50))
        .withCompaction(CompactionPolicy.OFF);
  }

  /** Does something on a copy of the disk, and tells what the store holds then. */
  private String onCopy(StoreOptions options, java.util.function.Consumer<S> work) {
    SimulatedDisk copy = disk.crash(SimulatedDisk.Loss.ALL_KEPT, random);
    copy.useConfinedMappings();
    S store = kind.open(PATH, options, new SimulatedFiles(copy));
    try (StoreFile _ = kind.file(store)) {
      work.accept(store);
      return contents(store);
    } finally {
      copy.discard();
    }
  }

  private SimulatedDisk.Verdict before(SimulatedDisk.Operation operation) {
    SimulatedDisk.Verdict verdict = images.before(operation);
    return skipped.contains(operation.call()) ? SimulatedDisk.Verdict.SKIP : verdict;
  }

  private void judge(SimulatedDisk image, String where) {
    image.useConfinedMappings();
    String what = "seed " + seed + ", " + doing + ", " + where;
    StoreOptions options = random.nextInt(8) == 0 ? options().withCompaction(EAGER) : options();
    S store;
    try {
      store = kind.open(PATH, options, new SimulatedFiles(image));
    } catch (RuntimeException e) {
      throw new AssertionError(what + ": it does not open", e);
    }
    try (StoreFile _ = kind.file(store)) {
      List<String> findings = kind.verify(store);
      if (!findings.isEmpty()) {
        throw new AssertionError(what + ": " + findings);
      }
      String found = contents(store);
      if (!found.equals(acknowledged)) {
        requireSame(underWay.orElse(acknowledged), found, what);
      }
    }
  }

  private static void requireSame(String expected, String found, String what) {
    if (expected.equals(found)) {
      return;
    }
    List<String> missing = new ArrayList<>(expected.lines().toList());
    List<String> surplus = new ArrayList<>(found.lines().toList());
    missing.removeAll(Set.copyOf(found.lines().toList()));
    surplus.removeAll(Set.copyOf(expected.lines().toList()));
    throw new AssertionError(what + "\nmissing: " + missing + "\nsurplus: " + surplus);
  }

  /** All that a store holds, but for what it says about its last opening. */
  private String contents(S store) {
    List<BucketName> buckets = new ArrayList<>(kind.role().buckets());
    buckets.remove(SharedBuckets.META);
    return kind.file(store)
        .read(transaction -> {
          TreeMap<String, String> all = new TreeMap<>();
          for (BucketName bucket : buckets) {
            add(transaction, bucket, all);
          }
          StringBuilder text = new StringBuilder();
          all.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
          return text.toString();
        });
  }

  private static void add(Transaction transaction, BucketName bucket, Map<String, String> all) {
    Cursor cursor = Table.in(transaction, bucket).cursor();
    for (boolean found = cursor.first(); found; found = cursor.next()) {
      all.put(bucket + " " + Keys.text(cursor.key()), Keys.text(cursor.value()));
    }
  }
}
