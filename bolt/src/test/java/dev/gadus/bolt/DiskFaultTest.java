// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gadus.bolt.SimulatedDisk.Call;
import dev.gadus.bolt.SimulatedDisk.Loss;
import dev.gadus.bolt.SimulatedDisk.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that refuses calls: the engine says so, loses nothing, and promises nothing false. */
class DiskFaultTest {
  private static final Path PATH = SimulatedDisk.path("data.db");
  private static final int TRANSACTIONS = 12;

  /** The calls whose failure leaves it unknown what is on the disk. */
  private static final Set<Call> FATAL = EnumSet.of(Call.WRITE, Call.SYNC, Call.SYNC_DATA);

  private static final Options OPTIONS =
      Options.defaults().pageSize(1024).allocationSize(4096).noFreelistSync(true);

  /** What a workload got to before the disk failed it. */
  private static final class Progress {
    Model acknowledged = new Model();
    @Nullable Model inFlight;
    @Nullable Throwable failure;
    @Nullable Database database;
  }

  private static byte[] key(int number) {
    return ("key " + number).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] value(int number, int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) number);
    return value;
  }

  /** Grows, overwrites and deletes; the same calls each time. */
  private static void change(Bucket root, Model model, int transaction) {
    for (int i = 0; i < 10; i++) {
      int number = (transaction * 7 + i) % 60;
      byte[] value = value(transaction, 100 + transaction * 300);
      root.put(key(number), value);
      model.put(key(number), value);
    }
    for (int i = 0; i < 3; i++) {
      int number = (transaction * 5 + i) % 60;
      root.delete(key(number));
      model.remove(key(number));
    }
  }

  /** Runs the workload until it is through or something fails; the database stays open. */
  private static Progress runWorkload(SimulatedDisk disk, Options options) {
    Progress progress = new Progress();
    try {
      Database database = Database.open(disk, PATH, options);
      progress.database = database;
      for (int i = 0; i < TRANSACTIONS; i++) {
        commit(database, progress, i);
      }
    } catch (BoltException e) {
      progress.failure = e;
    }
    return progress;
  }

  private static void commit(Database database, Progress progress, int number) {
    Model next = progress.acknowledged.copy();
    progress.inFlight = next;
    try (Transaction transaction = database.beginWrite()) {
      change(transaction.rootBucket(), next, number);
      transaction.commit();
    }
    progress.acknowledged = next;
    progress.inFlight = null;
  }

  private static void assertHolds(Database database, Model expected) {
    try (Transaction reader = database.beginRead()) {
      assertThat(expected.difference(reader.rootBucket(), "")).isEmpty();
      assertThat(reader.check().findings()).isEmpty();
    }
  }

  private static void assertHoldsAcknowledgedOrInFlight(SimulatedDisk disk, Progress progress) {
    try (Database database = Database.open(disk, PATH, OPTIONS);
        Transaction reader = database.beginRead()) {
      Optional<String> difference =
          progress.acknowledged.difference(reader.rootBucket(), "acknowledged ");
      Model inFlight = progress.inFlight;
      if (difference.isPresent() && inFlight != null) {
        difference = inFlight.difference(reader.rootBucket(), difference.get() + "; in flight ");
      }
      assertThat(difference).isEmpty();
      assertThat(reader.check().findings()).isEmpty();
    }
  }

  private static long callsOfWholeWorkload(Options options) {
    SimulatedDisk disk = new SimulatedDisk(1);
    Progress progress = runWorkload(disk, options);
    assertThat(progress.failure).isNull();
    return disk.operationCount();
  }

  @ParameterizedTest
  @CsvSource({"FAIL,NEVER", "FAIL_HALFWAY,NEVER", "FAIL,EVERY_COMMIT", "FAIL_HALFWAY,EVERY_COMMIT"})
  void everySingleFailureIsReportedAndLosesNothing(Verdict verdict, FreelistStorage storage) {
    Options options = OPTIONS.freelistStorage(storage);
    long calls = callsOfWholeWorkload(options);
    assertThat(calls).isGreaterThan(5 * TRANSACTIONS);
    Set<Call> failed = EnumSet.noneOf(Call.class);
    for (long n = 0; n < calls; n++) {
      long failing = n;
      List<Call> hit = new ArrayList<>();
      SimulatedDisk disk = new SimulatedDisk(n);
      disk.setObserver(operation -> {
        if (operation.number() == failing) {
          hit.add(operation.call());
          return verdict;
        }
        return Verdict.PERFORM;
      });
      Progress progress = runWorkload(disk, options);
      Call call = hit.getFirst();
      failed.add(call);
      Throwable failure = progress.failure;
      assertThat(failure).as("call %s number %s", call, n).isInstanceOf(BoltException.class);
      Database database = progress.database;
      if (database != null) {
        assertFailedAsItShould(call, failure, database, progress);
      }
      assertNothingLost(disk, progress, n);
    }
    // The engine gives no file another name.
    assertThat(failed).isEqualTo(EnumSet.complementOf(EnumSet.of(Call.RENAME)));
  }

  private static void assertFailedAsItShould(
      Call call, @Nullable Throwable failure, Database database, Progress progress) {
    assertHolds(database, progress.acknowledged);
    if (FATAL.contains(call)) {
      assertThat(failure).isInstanceOf(BoltException.DatabaseFailed.class);
      assertThat(failure).hasCauseInstanceOf(BoltException.Storage.class);
      Throwable refused = catchThrowable(database::beginWrite);
      assertThat(refused).isInstanceOf(BoltException.DatabaseFailed.class);
      assertThat(refused.getCause()).isSameAs(failure == null ? null : failure.getCause());
      assertThatThrownBy(() -> database.update(_ -> null))
          .isInstanceOf(BoltException.DatabaseFailed.class);
      assertThatThrownBy(() -> database.batch(_ -> null))
          .isInstanceOf(BoltException.DatabaseFailed.class);
      assertThatThrownBy(database::sync).isInstanceOf(BoltException.DatabaseFailed.class);
    }
    assertHolds(database, progress.acknowledged);
  }

  private static void assertNothingLost(SimulatedDisk disk, Progress progress, long seed) {
    Random random = new Random(seed);
    disk.setObserver(_ -> Verdict.PERFORM);
    for (Loss loss : Loss.values()) {
      SimulatedDisk image = disk.crash(loss, random);
      if (progress.database == null && !image.exists(PATH)) {
        continue;
      }
      assertHoldsAcknowledgedOrInFlight(image, progress);
      image.discard();
    }
    disk.killProcess();
    assertHoldsAcknowledgedOrInFlight(disk, progress);
    disk.discard();
  }

  /** The number of a test's failing call is not enough: closing may be what fails. */
  @Test
  void aFailureWhileClosingLosesNothingAndFreesTheLock() {
    Options options = OPTIONS.freelistStorage(FreelistStorage.ON_CLOSE);
    for (int failing = 0; failing < 4; failing++) {
      SimulatedDisk disk = new SimulatedDisk(failing);
      Progress progress = runWorkload(disk, options);
      Database database = progress.database;
      assertThat(database).isNotNull();
      long number = disk.operationCount() + failing;
      disk.setObserver(operation -> operation.number() == number ? Verdict.FAIL : Verdict.PERFORM);
      assertThatThrownBy(() -> requireOpen(database).close()).isInstanceOf(BoltException.class);
      requireOpen(database).close();
      assertThatThrownBy(() -> requireOpen(database).beginRead())
          .isInstanceOf(BoltException.DatabaseNotOpen.class);
      disk.setObserver(_ -> Verdict.PERFORM);
      assertHoldsAcknowledgedOrInFlight(disk.crash(Loss.SUBSET, new Random(failing)), progress);
      assertHoldsAcknowledgedOrInFlight(disk, progress);
    }
  }

  /** Else it could be told of the failure that the commit has to hear of. */
  @Test
  void aSyncOnRequestWaitsForTheTransactionThatIsUnderWay() throws InterruptedException {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (Database database = Database.open(disk, PATH, OPTIONS.noSync(true))) {
      Thread syncing;
      try (Transaction transaction = database.beginWrite()) {
        assertThatThrownBy(database::sync).isInstanceOf(IllegalStateException.class);
        long calls = disk.operationCount();
        syncing = Thread.ofPlatform().start(database::sync);
        while (syncing.getState() != Thread.State.WAITING && syncing.isAlive()) {
          Thread.onSpinWait();
        }
        assertThat(disk.operationCount()).isEqualTo(calls);
        transaction.rootBucket().put(key(1), value(1, 5000));
        transaction.commit();
      }
      syncing.join();
      SimulatedDisk image = disk.crash(Loss.ALL_LOST, new Random(1));
      try (Database found = Database.open(image, PATH, OPTIONS);
          Transaction reader = found.beginRead()) {
        assertThat(reader.rootBucket().get(key(1))).hasValue(value(1, 5000));
      }
    }
  }

  private static Database requireOpen(@Nullable Database database) {
    return java.util.Objects.requireNonNull(database);
  }

  @Test
  void aFullDiskLeavesTheLastCommitAndAllowsMoreOnceThereIsSpace() {
    int refusals = 0;
    for (long space = 8 << 10; space < 256 << 10; space += 4096) {
      SimulatedDisk disk = new SimulatedDisk(space);
      disk.setCapacity(space);
      Progress progress = runWorkload(disk, OPTIONS);
      Database database = progress.database;
      if (progress.failure == null || database == null) {
        continue;
      }
      refusals++;
      assertThat(progress.failure)
          .isInstanceOfSatisfying(
              BoltException.Storage.class, failure -> assertThat(failure.isDiskFull()).isTrue());
      assertHolds(database, progress.acknowledged);
      // The state in flight was refused for good: it must not come back after a crash either.
      progress.inFlight = null;
      for (Loss loss : Loss.values()) {
        assertHoldsAcknowledgedOrInFlight(disk.crash(loss, new Random(space)), progress);
      }
      Throwable again = catchThrowable(() -> commit(database, progress, 0));
      assertThat(again == null || again instanceof BoltException.Storage).isTrue();
      assertHolds(database, progress.acknowledged);
      disk.setCapacity(Long.MAX_VALUE);
      for (int i = 0; i < TRANSACTIONS; i++) {
        commit(database, progress, i);
        assertHolds(database, progress.acknowledged);
        assertHoldsAcknowledgedOrInFlight(disk.crash(Loss.ALL_LOST, new Random(space)), progress);
      }
      database.close();
      assertHoldsAcknowledgedOrInFlight(disk, progress);
    }
    assertThat(refusals).isGreaterThan(10);
  }

  /** A file system that hands out space with the length refuses the growth itself. */
  @Test
  void growthThatIsRefusedForWantOfSpaceCanBeTriedAgain() {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.setObserver(operation ->
        operation.call() == Call.RESIZE && operation.position() > 32 << 10
            ? Verdict.FAIL_FULL
            : Verdict.PERFORM);
    Progress progress = runWorkload(disk, OPTIONS);
    assertThat(progress.failure).isInstanceOf(BoltException.Storage.class);
    Database database = requireOpen(progress.database);
    assertHolds(database, progress.acknowledged);
    disk.setObserver(_ -> Verdict.PERFORM);
    for (int i = 0; i < TRANSACTIONS; i++) {
      commit(database, progress, i);
    }
    assertHolds(database, progress.acknowledged);
    database.close();
    assertHoldsAcknowledgedOrInFlight(disk, progress);
  }

  /** A disk whose data sync keeps no length: growth of a refused commit must be synced later. */
  @Test
  void growthOfACommitThatFailedIsSyncedByTheNextOne() {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.setDataSyncKeepsLength(false);
    // The file grows by so much that the second attempt finds room in what the first one added.
    Progress progress = runWorkload(disk, OPTIONS.allocationSize(1 << 16));
    Database database = requireOpen(progress.database);
    long[] resizes = new long[1];
    disk.setObserver(operation -> {
      if (operation.call() == Call.RESIZE) {
        resizes[0]++;
      }
      return operation.call() == Call.WRITE && resizes[0] == 1
          ? Verdict.FAIL_FULL
          : Verdict.PERFORM;
    });
    Throwable failure = null;
    int number = TRANSACTIONS;
    for (; failure == null; number++) {
      int next = number;
      failure = catchThrowable(() -> commit(database, progress, next));
    }
    assertThat(failure).isInstanceOf(BoltException.Storage.class);
    assertThat(resizes[0]).isEqualTo(1);
    disk.setObserver(operation -> {
      assertThat(operation.call()).isNotEqualTo(Call.RESIZE);
      return Verdict.PERFORM;
    });
    commit(database, progress, number - 1);
    assertHoldsAcknowledgedOrInFlight(disk.crash(Loss.ALL_LOST, new Random(1)), progress);
    database.close();
  }

  /** What cannot end is not begun; what may end is tried, and when it does not, that is said. */
  @Test
  void aCompactionLooksForRoomBeforehand() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Path copy = SimulatedDisk.path("copy.db");
    try (Database source = Database.open(disk, PATH, OPTIONS)) {
      source.update(writing -> {
        Bucket bucket = writing.createBucket(key(0));
        for (int i = 0; i < 10_000; i++) {
          bucket.put(key(i), value(i, 50));
        }
        return null;
      });
      int refusedBeforehand = 0;
      int refusedLater = 0;
      int done = 0;
      for (long room = 16 << 10; room < 1200 << 10; room += 16 << 10) {
        SimulatedDisk small = new SimulatedDisk(room);
        small.setCapacity(room);
        try (Database target = Database.open(small, copy, OPTIONS)) {
          long before = small.operationCount();
          Throwable failure = catchThrowable(() -> Database.compact(source, target, 65536));
          if (failure == null) {
            done++;
            continue;
          }
          assertThat(failure)
              .isInstanceOfSatisfying(
                  BoltException.Storage.class, full -> assertThat(full.isDiskFull()).isTrue());
          if (failure.getMessage() != null
              && failure.getMessage().contains("compaction was not begun")) {
            assertThat(failure).hasMessageContaining(" and there is room for ");
            assertThat(small.operationCount()).isEqualTo(before);
            refusedBeforehand++;
          } else {
            refusedLater++;
          }
          assertThat(target.isReadOnly()).isFalse();
        } finally {
          small.setCapacity(Long.MAX_VALUE);
        }
      }
      assertThat(refusedBeforehand).isGreaterThan(30);
      assertThat(refusedLater).isLessThan(15);
      assertThat(done).isGreaterThan(5);
    }
    disk.discard();
  }
}
