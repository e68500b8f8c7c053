// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database is made in the file that is there, whatever leads to it and whosever it is. */
@Timeout(60)
class NewFileTest {
  private static final Path PATH = SimulatedDisk.path("data.db");
  private static final byte[] BUCKET = bytes("b");
  private static final String NOBODY = "65534";

  @TempDir Path folder;

  private static void use(Path file) {
    try (Database database = Database.open(file)) {
      database.update(writing -> {
        writing.createBucketIfAbsent(BUCKET).put(bytes("k"), bytes("v"));
        return null;
      });
    }
    try (Database database = Database.open(file, Options.defaults().readOnly(true));
        Transaction reader = database.beginRead()) {
      assertThat(reader.bucket(BUCKET).orElseThrow().get(bytes("k"))).hasValue(bytes("v"));
    }
  }

  @Test
  void aLinkToAFileThatIsNotThereYetStaysALink() throws IOException {
    Path target = Files.createDirectory(folder.resolve("elsewhere")).resolve("real.db");
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), target);
    use(link);
    assertThat(link).isSymbolicLink();
    assertThat(target).isRegularFile().isNotEmptyFile();
    assertThat(names()).containsExactlyInAnyOrder("elsewhere", "link.db");
  }

  @Test
  void aLinkToAnEmptyFileStaysALink() throws IOException {
    Path target = Files.createFile(folder.resolve("real.db"));
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), Path.of("real.db"));
    Object before = Files.getAttribute(target, "unix:ino");
    use(link);
    assertThat(link).isSymbolicLink();
    assertThat(Files.getAttribute(target, "unix:ino")).isEqualTo(before);
    assertThat(names()).containsExactlyInAnyOrder("real.db", "link.db");
  }

  @Test
  void anEmptyFileKeepsItsPermissions() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.db"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    Object before = Files.getAttribute(file, "unix:ino");
    use(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw-r--");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
  }

  @Test
  void anEmptyFileKeepsItsOwner() throws IOException {
    requireRoot();
    Path file = Files.createFile(folder.resolve("empty.db"));
    Files.setAttribute(file, "unix:uid", Integer.valueOf(NOBODY));
    use(file);
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(Integer.valueOf(NOBODY));
  }

  @Test
  void anEmptyFileThatIsMountedIsUsed() throws Exception {
    requireRoot();
    Path source = Files.createFile(folder.resolve("source.db"));
    Path mounted = Files.createFile(folder.resolve("mounted.db"));
    String mount = run(List.of("mount", "--bind", source.toString(), mounted.toString()));
    requireOrSkip(mount.isEmpty(), "a file cannot be mounted here: " + mount);
    try {
      use(mounted);
      assertThat(source).isNotEmptyFile();
      assertThat(names()).containsExactlyInAnyOrder("source.db", "mounted.db");
    } finally {
      run(List.of("umount", mounted.toString()));
    }
  }

  @Test
  void anEmptyFileIsUsedInAFolderThatMayNotBeWritten() throws Exception {
    requireRoot();
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Path file = Files.createFile(closed.resolve("empty.db"));
    Files.setAttribute(file, "unix:uid", Integer.valueOf(NOBODY));
    for (Path each : List.of(folder, closed)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    // From a JDK and classes that the other user can read.
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    command.addAll(JavaProgram.command(NewFileProgram.class, file));
    assertThat(run(command)).isEqualTo("done\n");
    use(file);
  }

  @Test
  void manyWhoMakeTheSameFileAtOnceLeaveThatFileAlone() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path file = folder.resolve("raced-" + round + ".db");
      try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          byte[] key = bytes("key " + i);
          tasks.add(() -> {
            try (Database database = Database.open(file)) {
              database.update(writing -> {
                writing.createBucketIfAbsent(BUCKET).put(key, key);
                return null;
              });
            }
            return null;
          });
        }
        for (var done : threads.invokeAll(tasks)) {
          done.get();
        }
      }
      try (Database database = Database.open(file, Options.defaults().readOnly(true));
          Transaction reader = database.beginRead()) {
        assertThat(reader.bucket(BUCKET).orElseThrow().statistics().keyCount()).isEqualTo(8);
      }
    }
    assertThat(names()).hasSize(5).allSatisfy(name -> assertThat(name).endsWith(".db"));
  }

  /** Each sector of it may be on the disk or not, and before the meta pages the length is any. */
  @ParameterizedTest
  @ValueSource(ints = {1024, 2048})
  void everyPartOfANewDatabaseIsMadeOneByTheNextOpening(int pageSize) {
    byte[] whole = newDatabase(pageSize);
    for (int kept = 0; kept < 16; kept++) {
      byte[] part = whole.clone();
      for (int page = 0; page < 4; page++) {
        if ((kept & 1 << page) == 0) {
          Arrays.fill(part, page * pageSize, (page + 1) * pageSize, (byte) 0);
        }
      }
      boolean metasBeforeTheOthers = (kept & 3) != 0 && (kept & 12) != 12;
      if (metasBeforeTheOthers) {
        continue; // The others are on the disk by then.
      }
      int least = (kept & 3) == 0 ? 0 : whole.length;
      for (int length = least; length <= whole.length; length += SimulatedDisk.SECTOR_BYTES) {
        assertIsMadeADatabase(Arrays.copyOf(part, length));
      }
    }
  }

  private static byte[] newDatabase(int pageSize) {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.openDatabase(PATH, Options.defaults().pageSize(pageSize)).close();
    byte[] content = disk.content(PATH);
    disk.discard();
    return content;
  }

  private static void assertIsMadeADatabase(byte[] part) {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.install(PATH, part);
    try (Database database = disk.openDatabase(PATH, Options.defaults());
        Transaction reader = database.beginRead()) {
      assertThat(reader.check().findings()).isEmpty();
      assertThat(reader.rootBucket().cursor().next()).isFalse();
    }
    disk.discard();
  }

  @Test
  void afterALossOfPowerWhileAFileIsMadeItIsMadeByTheNextOpening() {
    long seed = Seed.next("NewFileTest");
    for (long i = 0; i < 200; i++) {
      SimulatedDisk disk = new SimulatedDisk(seed + i);
      if (i % 2 == 0) {
        disk.install(PATH, new byte[0]);
      }
      Options options = Options.defaults().pageSize(1024 << (i % 4));
      CrashImages images =
          new CrashImages(
              disk,
              new Random(seed + i),
              5,
              (image, _) -> {
                try (Database found = image.openDatabase(PATH, Options.defaults());
                    Transaction reader = found.beginRead()) {
                  assertThat(reader.rootBucket().cursor().next()).isFalse();
                }
              });
      disk.setObserver(images);
      try (Database _ = disk.openDatabase(PATH, options)) {
        images.take("opened");
      }
      disk.discard();
    }
  }

  /** What was ever more than a new database is not made one again. */
  @Test
  void aDamagedDatabaseIsNotMadeANewOne() {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (Database database = disk.openDatabase(PATH, Options.defaults().pageSize(1024))) {
      database.update(writing -> writing.createBucket(BUCKET).rootPageId());
    }
    byte[] content = disk.content(PATH);
    Arrays.fill(content, 0, 2048, (byte) 0);
    assertIsRefused(content, BoltException.InvalidDatabase.class);
    byte[] damaged = newDatabase(1024);
    damaged[1024 + 40] ^= 1;
    damaged[40] ^= 1;
    assertIsRefused(damaged, BoltException.Checksum.class);
    assertIsRefused("not a database".getBytes(StandardCharsets.UTF_8), BoltException.class);
    disk.discard();
  }

  private static void assertIsRefused(byte[] content, Class<? extends BoltException> by) {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.install(PATH, content);
    assertThatThrownBy(() -> disk.openDatabase(PATH, Options.defaults())).isInstanceOf(by);
    assertThat(disk.content(PATH)).isEqualTo(content);
    disk.discard();
  }

  @Test
  void aTransactionIdThatNoCommitReachesIsRefused() {
    byte[] content = newDatabase(1024);
    assertIsRefused(
        withTransactionId(content, Long.MIN_VALUE), BoltException.CorruptDatabase.class);
    assertIsRefused(withTransactionId(content, -1), BoltException.CorruptDatabase.class);

    SimulatedDisk disk = new SimulatedDisk(1);
    disk.install(PATH, withTransactionId(content, Long.MAX_VALUE));
    try (Database database = disk.openDatabase(PATH, Options.defaults())) {
      try (Transaction reader = database.beginRead()) {
        assertThat(reader.id()).isEqualTo(Long.MAX_VALUE);
      }
      assertThatThrownBy(database::beginWrite)
          .isInstanceOf(BoltException.CorruptDatabase.class)
          .hasMessageContaining("no transaction id is left after " + Long.MAX_VALUE);
    }
    disk.install(PATH, withTransactionId(content, Long.MAX_VALUE - 1));
    try (Database database = disk.openDatabase(PATH, Options.defaults())) {
      database.update(writing -> writing.createBucket(BUCKET).rootPageId());
      assertThatThrownBy(database::beginWrite).isInstanceOf(BoltException.CorruptDatabase.class);
    }
    disk.discard();
  }

  private static byte[] withTransactionId(byte[] database, long id) {
    byte[] content = database.clone();
    MemorySegment memory = MemorySegment.ofArray(content);
    Meta old = Meta.read(memory, 0);
    Meta changed =
        new Meta(
            old.pageSize(),
            old.flags(),
            old.root(),
            old.sequence(),
            old.freelist(),
            old.highWaterMark(),
            id);
    changed.write(memory, changed.metaPage() * old.pageSize());
    return content;
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void requireRoot() {
    requireOrSkip("root".equals(System.getProperty("user.name")), "needs root, for another owner");
  }

  private static void requireOrSkip(boolean holds, String reason) {
    if (!holds && System.getenv("CI") != null) {
      throw new AssertionError(reason);
    }
    Assumptions.assumeTrue(holds, reason);
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
