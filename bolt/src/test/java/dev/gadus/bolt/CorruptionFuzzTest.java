package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files, ten thousand of them: whatever is asked of them gives an answer or one of the
 * engine's exceptions, and everything ends.
 */
class CorruptionFuzzTest {
  /** {@code -Dbolt.mutations=N} sets another number. */
  private static final int MUTATIONS = Integer.getInteger("bolt.mutations", 10_000);

  /** No operation on a file of this size may take long, whatever it holds. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final List<String> FILES =
      List.of("small", "nested", "tree", "page1024", "nofreelistsync", "overflow");

  private static final Path DATABASE = SimulatedDisk.path("damaged.db");
  private static final Path TARGET = SimulatedDisk.path("target.db");

  @TempDir Path folder;

  @Test
  void everyDamageGivesAnAnswerOrATypedException() throws IOException {
    long seed = Seed.next("CorruptionFuzzTest");
    byte[][] originals = new byte[FILES.size()][];
    for (int i = 0; i < originals.length; i++) {
      originals[i] = Files.readAllBytes(Fixtures.copy(FILES.get(i), folder));
    }
    int[] refusals = new int[4];
    for (int i = 0; i < MUTATIONS; i++) {
      Random random = new Random(seed + i);
      byte[] content = originals[random.nextInt(originals.length)].clone();
      mutate(content, random);
      long started = System.nanoTime();
      try {
        exercise(content, random, refusals);
      } catch (Throwable e) {
        throw new AssertionError("-Dbolt.mutations=1 -Dbolt.seed=" + (seed + i), e);
      }
      assertThat(System.nanoTime() - started)
          .as("nanoseconds of -Dbolt.mutations=1 -Dbolt.seed=%d", seed + i)
          .isLessThan(LIMIT.toNanos());
    }
    System.out.println(
        "CorruptionFuzzTest: refused by open, read, write, salvage: "
            + java.util.Arrays.toString(refusals));
    if (MUTATIONS > 1000) {
      // Damage that nobody ever notices would mean that this test damages nothing.
      assertThat(refusals).doesNotContain(0);
    }
  }

  private static void exercise(byte[] content, Random random, int[] refusals) {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.useConfinedMappings();
    disk.install(DATABASE, content);
    try {
      attempt(refusals, 0, () -> read(disk, refusals));
      attempt(refusals, 3, () -> salvage(disk));
      attempt(refusals, 2, () -> write(disk, random));
    } finally {
      disk.discard();
    }
  }

  private static void attempt(int[] refusals, int kind, Runnable work) {
    try {
      work.run();
    } catch (BoltException e) {
      refusals[kind]++;
    }
  }

  private static void read(SimulatedDisk disk, int[] refusals) {
    try (Database database = Database.open(disk, DATABASE, Options.defaults().readOnly(true));
        Transaction transaction = database.beginRead()) {
      attempt(refusals, 1, () -> assertThat(Dump.of(transaction)).isNotEmpty());
      assertThat(transaction.check(CheckOptions.defaults().maxFindings(50)).findings())
          .hasSizeLessThanOrEqualTo(50);
      attempt(refusals, 1, () -> transaction.rootBucket().statistics());
      for (int id = 0; id < 6; id++) {
        long page = id;
        attempt(refusals, 1, () -> transaction.page(page));
      }
      attempt(refusals, 1, () -> walkBack(transaction.rootBucket(), 0));
    }
  }

  private static void walkBack(Bucket bucket, int depth) {
    Cursor cursor = bucket.cursor();
    for (boolean on = cursor.last(); on; on = cursor.previous()) {
      byte[] key = cursor.key();
      assertThat(cursor.value().length).isEqualTo(cursor.valueSize());
      bucket.get(key);
      if (depth < 3) {
        bucket.bucket(key).ifPresent(child -> walkBack(child, depth + 1));
      }
    }
  }

  private static void salvage(SimulatedDisk disk) {
    try (Database target = Database.open(disk, TARGET, Options.defaults().noSync(true))) {
      Database.salvage(disk, DATABASE, target);
      try (Transaction transaction = target.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
      }
    }
  }

  private static void write(SimulatedDisk disk, Random random) {
    try (Database database = Database.open(disk, DATABASE, Options.defaults().noSync(true))) {
      for (int i = 0; i < 3; i++) {
        database.update(transaction -> {
          List<byte[]> names = transaction.rootBucket().bucketNames();
          if (!names.isEmpty() && random.nextInt(4) == 0) {
            transaction.deleteBucket(names.get(random.nextInt(names.size())));
          }
          Bucket bucket = transaction.createBucketIfAbsent(bytes("added"));
          for (int k = 0; k < 40; k++) {
            bucket.put(bytes("key" + random.nextInt(100)), new byte[random.nextInt(300)]);
          }
          return true;
        });
      }
    }
  }

  /** Flips bits, overwrites numbers in headers and elements with telling ones, swaps pages. */
  private static void mutate(byte[] content, Random random) {
    int pageSize = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(24);
    int pages = content.length / pageSize;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int page = random.nextInt(pages) * pageSize;
      switch (random.nextInt(6)) {
        case 0 -> content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> content[page + random.nextInt(16)] = (byte) random.nextInt();
        case 2 -> content[page + 16 + random.nextInt(160)] ^= (byte) (1 << random.nextInt(8));
        case 3 -> overwriteNumber(content, page + 16 + random.nextInt(40) * 4, random);
        case 4 ->
            System.arraycopy(content, page, content, random.nextInt(pages) * pageSize, pageSize);
        case 5 -> content[page + 10] = (byte) random.nextInt();
        default -> throw new AssertionError();
      }
    }
    if (random.nextInt(3) != 0) {
      repairMeta(content, 0);
      repairMeta(content, pageSize);
    }
  }

  private static void overwriteNumber(byte[] content, int position, Random random) {
    int[] telling = {0, 1, 2, 3, 0xFFFF, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 16, 1 << 20};
    ByteBuffer.wrap(content)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(position, telling[random.nextInt(telling.length)]);
  }

  /** Gives a meta page a right checksum, so that what it says is believed. */
  private static void repairMeta(byte[] content, int page) {
    long hash = 0xcbf29ce484222325L;
    for (int i = page + 16; i < page + 72; i++) {
      hash = (hash ^ Byte.toUnsignedLong(content[i])) * 0x100000001b3L;
    }
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(page + 72, hash);
  }
}
