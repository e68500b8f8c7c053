// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of damaged files: whatever is asked of them gives an answer or one of the engine's own
 * exceptions, soon, with bounded memory, and never an error of the JVM.
 */
class CorruptionTest {
  /** Damaged files in a normal run; {@code -Dbolt.damages=N} sets another number. */
  private static final int CASES = Integer.getInteger("bolt.damages", 10_000);

  /** So many cases have every outcome among them; a replay has one case. */
  private static final int CASES_FOR_EVERY_OUTCOME = 1000;

  /** A bound, not a measurement: the slowest case takes a hundredth of it. */
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** A tree whose pages are used many times has no end for somebody who walks through it. */
  private static final int MAX_ENTRIES_READ = 20_000;

  private static final int MAX_DEPTH_READ = 20;
  private static final Path PATH = SimulatedDisk.path("data.db");
  private static final Path TARGET = SimulatedDisk.path("salvaged.db");
  private static final MemoryPool MEMORY = new MemoryPool();

  /** Readable files that are small enough to be damaged often. */
  private static final List<String> FIXTURES =
      List.of(
          "small",
          "nested",
          "overflow",
          "deletes",
          "page1024",
          "page8192",
          "nofreelistsync",
          "tree",
          "meta0-corrupt",
          "page1024-meta0-corrupt");

  @TempDir Path folder;

  @Test
  void aDamagedFileGivesAnswersOrTypedExceptions() {
    long first = Seed.next("CorruptionTest");
    List<byte[]> originals = originals();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < CASES; i++) {
      long seed = first + i;
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      byte[] original = originals.get(random.nextInt(originals.size()));
      Damage damage = new Damage(original, Damage.pageSize(original), random);
      Damage.Kind[] kinds = Damage.Kind.values();
      for (int n = random.nextInt(3); n >= 0; n--) {
        damage.apply(kinds[random.nextInt(kinds.length)]);
      }
      try {
        assertTimeoutPreemptively(DEADLINE, () -> use(damage.content(), random, outcomes));
      } catch (Throwable e) {
        throw new AssertionError(
            "damage "
                + damage
                + "\n  replay: ./build -pl bolt test -Dtest=CorruptionTest -Dbolt.seed="
                + seed,
            e);
      }
    }
    System.out.println("CorruptionTest: " + outcomes);
    if (CASES >= CASES_FOR_EVERY_OUTCOME) {
      // Not all damage is in use, and not all damage is in free space.
      assertThat(outcomes.get("read whole")).isPositive();
      assertThat(outcomes.get("CorruptDatabase")).isPositive();
    }
  }

  /**
   * A page that is covered by another one before it is reached itself is not visited again, and so
   * nothing is known of those below: the order of their keys cannot be looked at.
   */
  @Test
  void aCheckLooksAtNoPageWhoseHeaderItHasNotSeen() throws IOException {
    Path file = Fixtures.copy("tree", folder);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int pageSize = bytes.getInt(24);
    long root;
    try (Database database = Database.open(file, Options.defaults().readOnly(true));
        Transaction reader = database.beginRead()) {
      root =
          reader
              .rootBucket()
              .bucket(reader.rootBucket().bucketNames().getFirst())
              .orElseThrow()
              .rootPageId();
    }
    int rootPage = (int) root * pageSize;
    assertThat(bytes.getShort(rootPage + 8)).as("the root is a branch").isEqualTo((short) 1);
    int first = (int) bytes.getLong(rootPage + 16 + 8);
    // The page after the first child becomes a branch, which leads to one with absurd elements.
    int covered = (first + 1) * pageSize;
    int unseen = (first + 2) * pageSize;
    bytes.putInt(first * pageSize + 12, 1);
    bytes.putLong(rootPage + 16 + 16 + 8, first + 1);
    putBranch(bytes, covered, first + 1, 0, 16, 1, first + 2);
    putBranch(bytes, unseen, first + 2, Integer.MAX_VALUE, 0x7fffffff, 0x7fffffff, 0);
    Files.write(file, bytes.array());
    try (Database database = Database.open(file, Options.defaults().readOnly(true));
        Transaction reader = database.beginRead()) {
      assertThat(reader.check().findings())
          .anySatisfy(finding ->
              assertThat(finding.text())
                  .startsWith("page " + (first + 1) + ": multiple references"));
    }
  }

  private static void putBranch(
      ByteBuffer bytes, int at, int pageId, int overflow, int keyAt, int keySize, int child) {
    bytes.putLong(at, pageId).putShort(at + 8, (short) 1).putShort(at + 10, (short) 1);
    bytes.putInt(at + 12, overflow).putInt(at + 16, keyAt).putInt(at + 20, keySize);
    bytes.putLong(at + 24, child);
  }

  /** Memory that is mapped and no longer in the file faults when it is read. */
  @Test
  void aFileThatIsCutWhileItIsOpenGivesTypedExceptions() throws IOException {
    Random random = new Random(Seed.next("CorruptionTest cut"));
    List<Use> uses =
        List.of(
            CorruptionTest::readAll,
            CorruptionTest::examine,
            CorruptionTest::writeOnce,
            CorruptionTest::deleteAll);
    int refusals = 0;
    for (String name : List.of("tree", "nested", "overflow", "deletes")) {
      for (Use use : uses) {
        Path file = Fixtures.copy(name, folder);
        Database database = Database.open(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(2L * database.pageSize());
        }
        try {
          use.run(database, random);
        } catch (BoltException e) {
          refusals++;
        }
        tolerant(database::close);
        Files.delete(file);
      }
    }
    assertThat(refusals).isGreaterThan(8);
  }

  private List<byte[]> originals() {
    List<byte[]> originals = new ArrayList<>();
    try {
      for (String name : FIXTURES) {
        originals.add(Files.readAllBytes(Fixtures.copy(name, folder)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int seed = 0; originals.size() < 2 * FIXTURES.size(); seed++) {
      originals.add(ownFile(seed));
    }
    return originals;
  }

  private static byte[] ownFile(long seed) {
    SimulatedDisk disk = new SimulatedDisk(seed);
    Workload workload = new Workload(seed);
    Model model = new Model();
    try (Database database = Database.open(disk, PATH, workload.options())) {
      for (int i = 0; i < 10; i++) {
        try (Transaction transaction = database.beginWrite()) {
          workload.change(transaction.rootBucket(), model);
          transaction.commit();
        }
      }
    }
    byte[] content = disk.content(PATH);
    disk.discard();
    return content;
  }

  /** One way to use a database. */
  private interface Use {
    void run(Database database, Random random);
  }

  private static void use(byte[] content, Random random, Map<String, Integer> outcomes) {
    Options options = Options.defaults().noFreelistSync(random.nextBoolean());
    attempt(content, options.readOnly(true), random, CorruptionTest::readAll, "read", outcomes);
    attempt(content, options.readOnly(true), random, CorruptionTest::examine, "examine", outcomes);
    attempt(content, options, random, CorruptionTest::write, "write", outcomes);
    attempt(content, options, random, CorruptionTest::deleteAll, "delete", outcomes);
    salvage(content, outcomes);
  }

  private static void salvage(byte[] content, Map<String, Integer> outcomes) {
    SimulatedDisk disk = new SimulatedDisk(1, MEMORY);
    disk.useConfinedMappings();
    disk.install(PATH, content);
    try (Database target = Database.open(disk, TARGET, Options.defaults())) {
      String outcome = "salvage done";
      try {
        Database.salvage(disk, PATH, target);
      } catch (BoltException e) {
        outcome = "salvage " + e.getClass().getSimpleName();
      }
      outcomes.merge(outcome, 1, Integer::sum);
      try (Transaction reader = target.beginRead()) {
        assertThat(reader.check().findings()).isEmpty();
      }
    } finally {
      disk.discard();
    }
  }

  private static void attempt(
      byte[] content,
      Options options,
      Random random,
      Use use,
      String what,
      Map<String, Integer> outcomes) {
    SimulatedDisk disk = new SimulatedDisk(1, MEMORY);
    disk.useConfinedMappings();
    disk.install(PATH, content);
    String outcome = what + " whole";
    try (Database database = Database.open(disk, PATH, options)) {
      use.run(database, random);
    } catch (BoltException e) {
      outcome = e.getClass().getSimpleName();
    } finally {
      disk.discard();
    }
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private static void readAll(Database database, Random random) {
    try (Transaction reader = database.beginRead()) {
      readBucket(reader.rootBucket(), 0, new int[] {MAX_ENTRIES_READ}, random);
    }
  }

  private static void readBucket(Bucket bucket, int depth, int[] left, Random random) {
    Cursor cursor = bucket.cursor();
    boolean backwards = random.nextBoolean();
    boolean on = backwards ? cursor.last() : cursor.first();
    while (on && left[0]-- > 0) {
      byte[] key = cursor.key();
      if (cursor.isBucket()) {
        if (depth < MAX_DEPTH_READ) {
          bucket.bucket(key).ifPresent(child -> readBucket(child, depth + 1, left, random));
        }
      } else {
        cursor.value();
        cursor.valueSegment();
        bucket.get(key);
      }
      on = backwards ? cursor.previous() : cursor.next();
    }
    byte[] sought = new byte[1 + random.nextInt(8)];
    random.nextBytes(sought);
    cursor.seek(sought);
    bucket.get(sought);
  }

  private static void examine(Database database, Random random) {
    try (Transaction reader = database.beginRead()) {
      reader.check();
      tolerant(() -> reader.rootBucket().statistics());
      tolerant(() -> reader.rootBucket().inspect());
      for (int i = 0; i < 5; i++) {
        tolerant(() -> reader.page(random.nextInt(64)));
        reader.page(random.nextInt(64), _ -> {});
      }
      // What is made for damaged files ends without an exception.
      ReadableParts parts = reader.rootBucket().readableParts(_ -> {});
      parts.inspect();
      parts.statistics();
      parts.forEach((_, _) -> {});
      tolerant(() -> {
        try {
          reader.writeTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  /** The next step is of interest although this one may find the damage. */
  private static void tolerant(Runnable step) {
    try {
      step.run();
    } catch (BoltException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  private static void write(Database database, Random random) {
    for (int round = 0; round < 2; round++) {
      tolerant(() -> writeOnce(database, random));
    }
  }

  private static void writeOnce(Database database, Random random) {
    try (Transaction writing = database.beginWrite()) {
      Cursor cursor = writing.cursor();
      List<byte[]> names = new ArrayList<>();
      while (cursor.next() && names.size() < 50) {
        if (cursor.isBucket()) {
          names.add(cursor.key());
        }
      }
      writing
          .createBucketIfAbsent(new byte[] {1, 2, 3, 4, 5, 6, 7})
          .put(new byte[] {1}, new byte[9]);
      for (byte[] name : names) {
        writing.bucket(name).ifPresent(bucket -> changeSome(bucket, random));
      }
      writing.commit();
    }
  }

  private static void changeSome(Bucket bucket, Random random) {
    Cursor cursor = bucket.cursor();
    for (int i = 0; i < 40 && cursor.next(); i++) {
      if (!cursor.isBucket() && random.nextInt(3) > 0) {
        cursor.delete();
      }
    }
    byte[] key = new byte[1 + random.nextInt(20)];
    random.nextBytes(key);
    if (bucket.bucket(key).isEmpty()) {
      bucket.put(key, new byte[random.nextInt(3000)]);
    }
    bucket.nextSequence();
  }

  private static void deleteAll(Database database, Random random) {
    try (Transaction writing = database.beginWrite()) {
      Cursor cursor = writing.cursor();
      for (int i = 0; i < 1000 && cursor.next(); i++) {
        if (cursor.isBucket()) {
          writing.deleteBucket(cursor.key());
        } else {
          cursor.delete();
        }
      }
      if (random.nextBoolean()) {
        writing.commit();
      }
    }
  }
}
