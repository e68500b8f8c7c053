// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.localExecution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.Database;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.StartReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final CompactionPolicy EAGER = new CompactionPolicy(1, 30);

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("compute.db");
  }

  private Path leftover() {
    return directory.resolve("compute.db.compacting");
  }

  /** A store in which most records are gone. */
  private List<LocalExecution> mostlyFree() {
    try (ExecutionStore store = Samples.executionStore(directory)) {
      store.write(writer -> {
        for (int i = 0; i < 2500; i++) {
          writer.create(localExecution("e-" + i, "j-1"));
        }
        return true;
      });
      store.write(writer -> {
        for (int i = 0; i < 2490; i++) {
          writer.transition(Transition.of("e-" + i, LocalState.FAILED, "over"));
        }
        return true;
      });
      store.applyRetention(Retention.KEEP_ALL.finished(Retention.Limit.ofCount(0)));
      return all(store);
    }
  }

  private static List<LocalExecution> all(ExecutionStore store) {
    return store.read(ExecutionReader::liveExecutions);
  }

  private ExecutionStore open(CompactionPolicy policy) {
    return ExecutionStore.open(path(), Samples.options().withCompaction(policy));
  }

  @Test
  void aMostlyFreeFileShrinksAndKeepsEveryRecord() throws IOException {
    List<LocalExecution> before = mostlyFree();
    long sizeBefore = Files.size(path());
    assertThat(before).hasSize(10);
    try (ExecutionStore store = open(EAGER)) {
      assertThat(all(store)).isEqualTo(before);
      assertThat(store.verify()).isEmpty();
      assertThat(store.counts()).containsEntry(LocalState.CREATED, 10L);
      StartReport report = store.lastStart();
      assertThat(report.bytesBefore()).isEqualTo(sizeBefore);
      assertThat(report.bytesAfter()).isLessThan(sizeBefore);
      assertThat(report.notes()).isEqualTo("compacted");
      store.create(localExecution("e-new", "j-1"));
      assertThatThrownBy(() -> open(EAGER)).isInstanceOf(StoreException.InUse.class);
    }
    assertThat(Files.size(path())).isLessThan(sizeBefore);
    assertThat(leftover()).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    try (ExecutionStore store = open(EAGER)) {
      assertThat(store.lastStart().notes()).as("nothing to do again").isEmpty();
      assertThat(all(store)).hasSize(11);
    }
  }

  /** Whoever looks into the database reads its file by this name. */
  @Test
  void theOpenDatabaseHasTheNameOfTheStoreAfterEveryKindOfCompaction() throws Exception {
    mostlyFree();
    try (ExecutionStore store = open(EAGER)) {
      assertThat(store.lastStart().notes()).isEqualTo("compacted");
      assertThat(store.<Path, Exception>inspect(Database::path))
          .as("at the start")
          .isEqualTo(path());
      store.file().compact();
      assertThat(store.<Path, Exception>inspect(Database::path)).as("in use").isEqualTo(path());
      assertThat(store.upkeep(true).compacted()).isTrue();
      assertThat(store.<Path, Exception>inspect(Database::path)).as("by upkeep").isEqualTo(path());
      store.shrink();
      assertThat(store.<Path, Exception>inspect(Database::path)).as("shrunk").isEqualTo(path());
    }
  }

  @Test
  void aPolicyDecides() throws IOException {
    mostlyFree();
    long size = Files.size(path());
    open(CompactionPolicy.OFF).close();
    open(CompactionPolicy.DEFAULT).close();
    assertThat(Files.size(path())).isEqualTo(size);
    CompactionPolicy policy = new CompactionPolicy(100, 50);
    assertThat(policy.isDue(100, 200)).isTrue();
    assertThat(policy.isDue(99, 100)).isFalse();
    assertThat(policy.isDue(100, 201)).isFalse();
    assertThat(CompactionPolicy.OFF.isDue(1L << 50, 1L << 50)).isFalse();
    assertThatThrownBy(() -> new CompactionPolicy(0, 101)).hasMessageContaining("=101");
    assertThatThrownBy(() -> new CompactionPolicy(-1, 0)).hasMessageContaining("=-1");
  }

  @Test
  void whatACrashedCompactionLeftIsRemoved() throws IOException {
    List<LocalExecution> before = mostlyFree();
    Files.write(leftover(), new byte[12_345]);
    try (ExecutionStore store = open(CompactionPolicy.OFF)) {
      assertThat(all(store)).isEqualTo(before);
      assertThat(leftover()).doesNotExist();
    }
    Files.write(leftover(), new byte[12_345]);
    try (ExecutionStore store = open(EAGER)) {
      assertThat(all(store)).isEqualTo(before);
      assertThat(store.lastStart().notes()).isEqualTo("compacted");
    }
  }

  @Test
  void aCompactionThatCannotBeDoneLeavesTheStoreUsable() throws IOException {
    List<LocalExecution> before = mostlyFree();
    try (ExecutionStore store = open(CompactionPolicy.OFF)) {
      StoreFile file = store.file();
      // A folder cannot be replaced by the copy.
      Files.createDirectory(leftover());
      Files.createFile(leftover().resolve("in the way"));
      assertThatThrownBy(
              () -> new StoreCopies(new LocalFiles(), path()).replaceWithCompacted(file.database()))
          .isInstanceOf(Exception.class);
      assertThat(all(store)).isEqualTo(before);
      store.create(localExecution("e-new", "j-1"));
      Files.delete(leftover().resolve("in the way"));
      Files.delete(leftover());
    }
    try (ExecutionStore store = open(EAGER)) {
      assertThat(all(store)).hasSize(11);
    }
  }

  @Test
  void aStoreInUseIsCompactedAndLosesNothing() throws Exception {
    mostlyFree();
    int total = compactInUse();
    try (ExecutionStore again = open(CompactionPolicy.OFF)) {
      assertThat(all(again)).hasSize(total);
      assertThat(again.verify()).isEmpty();
    }
  }

  /** Compacts while some write and read; returns how many records there are then. */
  private int compactInUse() throws Exception {
    int callers = 4;
    try (ExecutionStore store = open(CompactionPolicy.OFF);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch begun = new CountDownLatch(2 * callers);
      List<Future<Integer>> written = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        String name = "e-new-" + i + "-";
        written.add(threads.submit(() -> writeUntil(store, stop, begun, name)));
        threads.execute(() -> readUntil(store, stop, begun));
      }
      begun.await();
      try {
        compactThreeTimes(store);
      } finally {
        stop.set(true);
      }
      int total = 10;
      for (Future<Integer> count : written) {
        total += count.get();
      }
      assertThat(all(store)).hasSize(total);
      assertThat(store.counts()).containsEntry(LocalState.CREATED, (long) total);
      assertThat(store.verify()).isEmpty();
      assertThat(leftover()).doesNotExist();
      return total;
    }
  }

  private void compactThreeTimes(ExecutionStore store) throws IOException {
    for (int round = 0; round < 3; round++) {
      CompactionReport compacted = store.compact();
      assertThat(compacted.bytesAfter()).isPositive();
      if (round == 0) {
        assertThat(compacted.bytesAfter()).isLessThan(compacted.bytesBefore());
      }
      assertThatThrownBy(() -> open(EAGER)).isInstanceOf(StoreException.InUse.class);
    }
    assertThat(Files.size(path())).isPositive();
  }

  private static int writeUntil(
      ExecutionStore store, AtomicBoolean stop, CountDownLatch begun, String name) {
    int count = 0;
    while (!stop.get()) {
      store.create(localExecution(name + count++, "j-1"));
      begun.countDown();
    }
    return count;
  }

  private static void readUntil(ExecutionStore store, AtomicBoolean stop, CountDownLatch begun) {
    while (!stop.get()) {
      LocalExecution kept = store.read(reader -> reader.requireExecution("e-2495"));
      assertThat(kept.state()).isEqualTo(LocalState.CREATED);
      begun.countDown();
    }
  }

  @Test
  void aCompactionThatIsRefusedSaysWhyAndTheStoreGoesOn() throws IOException {
    List<LocalExecution> before = mostlyFree();
    try (ExecutionStore store = open(CompactionPolicy.OFF)) {
      Files.createDirectory(leftover());
      Path inTheWay = Files.createFile(leftover().resolve("in the way"));
      assertThatThrownBy(store::compact)
          .isInstanceOf(StoreException.NotCompacted.class)
          .hasMessageContaining("cannot compact " + path());
      Files.delete(inTheWay);
      assertThat(all(store)).isEqualTo(before);
      store.create(localExecution("e-new", "j-1"));
      store.compact();
      assertThat(all(store)).hasSize(11);
    }
  }

  @Test
  void aCopyInPlaceIsWholeEvenWhenTheOldFileIsNeverClosed() throws IOException {
    List<LocalExecution> before = mostlyFree();
    Path elsewhere = directory.resolve("as-after-a-crash.db");
    try (ExecutionStore store = open(CompactionPolicy.OFF)) {
      new StoreCopies(new LocalFiles(), path()).replaceWithCompacted(store.file().database());
      Files.copy(path(), elsewhere);
    }
    try (ExecutionStore store = ExecutionStore.open(elsewhere, Samples.options())) {
      assertThat(all(store)).isEqualTo(before);
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void aStoreThatSomebodyLooksIntoIsNotCompacted() {
    try (JobStore store = Samples.jobStore(directory)) {
      store.inspect(database -> {
        assertThatThrownBy(store::compact)
            .isInstanceOf(StoreException.NotCompacted.class)
            .hasMessageContaining("somebody is looking into it");
        return database.pageSize();
      });
      assertThat(store.compact().bytesAfter()).isPositive();
    }
  }
}
