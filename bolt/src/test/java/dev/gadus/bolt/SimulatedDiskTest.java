// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.SimulatedDisk.Call;
import dev.gadus.bolt.SimulatedDisk.Loss;
import dev.gadus.bolt.SimulatedDisk.Verdict;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
  private static final Path PATH = SimulatedDisk.path("data");
  private static final int SECTOR = SimulatedDisk.SECTOR_BYTES;

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final Random random = new Random(1);

  private StorageFile durableFile(int length, int value) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) value);
    disk.install(PATH, content);
    return disk.open(PATH, true).orElseThrow();
  }

  private static MemorySegment filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return MemorySegment.ofArray(bytes);
  }

  private byte[] after(Loss loss) {
    return disk.crash(loss, random).content(PATH);
  }

  @Test
  void aWriteIsSeenAtOnceByReadersAndMappings() {
    StorageFile file = durableFile(1024, 1);
    Mapping before = file.map(4096);
    file.write(512, filled(512, 2));
    byte[] read = new byte[1024];
    assertThat(file.read(0, MemorySegment.ofArray(read))).isEqualTo(1024);
    assertThat(read[511]).isEqualTo((byte) 1);
    assertThat(read[512]).isEqualTo((byte) 2);
    assertThat(before.segment().get(ValueLayout.JAVA_BYTE, 512)).isEqualTo((byte) 2);
  }

  @Test
  void aMappingShowsWhatIsWrittenAfterTheFileOutgrewIt() {
    StorageFile file = durableFile(1024, 1);
    Mapping small = file.map(1 << 15);
    file.resize(1 << 20);
    Mapping large = file.map(1 << 20);
    file.write(0, filled(10, 7));
    assertThat(small.segment().get(ValueLayout.JAVA_BYTE, 9)).isEqualTo((byte) 7);
    assertThat(large.segment().get(ValueLayout.JAVA_BYTE, 9)).isEqualTo((byte) 7);
    assertThat(small.segment().get(ValueLayout.JAVA_BYTE, 1024)).isZero();
    file.resize(5);
    assertThat(small.segment().get(ValueLayout.JAVA_BYTE, 5)).isEqualTo(MemoryPool.BEYOND_END);
    assertThat(large.segment().get(ValueLayout.JAVA_BYTE, 5)).isEqualTo(MemoryPool.BEYOND_END);
  }

  @Test
  void aClosedMappingThrowsWhenItIsRead() {
    Mapping mapping = durableFile(1024, 1).map(1024);
    mapping.close();
    assertThatThrownBy(() -> mapping.segment().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anUnsyncedWriteMayBeLostAndASyncedOneMayNot() {
    StorageFile file = durableFile(1024, 1);
    file.write(0, filled(512, 2));
    assertThat(after(Loss.ALL_LOST)[0]).isEqualTo((byte) 1);
    assertThat(after(Loss.ALL_KEPT)[0]).isEqualTo((byte) 2);
    file.syncData();
    for (Loss loss : Loss.values()) {
      assertThat(after(loss)[0]).as(loss.name()).isEqualTo((byte) 2);
    }
    assertThat(disk.unsyncedCount()).isZero();
  }

  @Test
  void everySubsetOfThreeWritesOccurs() {
    StorageFile file = durableFile(3 * SECTOR, 0);
    for (int i = 0; i < 3; i++) {
      file.write((long) i * SECTOR, filled(SECTOR, 1));
    }
    for (Loss loss : List.of(Loss.SUBSET, Loss.REORDERED)) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 1000; i++) {
        byte[] content = after(loss);
        seen.add("" + content[0] + content[SECTOR] + content[2 * SECTOR]);
      }
      assertThat(seen).as(loss.name()).hasSize(8);
    }
    Set<Integer> lost = new HashSet<>();
    Set<Integer> kept = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      byte[] oneLost = after(Loss.ONE_LOST);
      byte[] oneKept = after(Loss.ONE_KEPT);
      lost.add(oneLost[0] + 2 * oneLost[SECTOR] + 4 * oneLost[2 * SECTOR]);
      kept.add(oneKept[0] + 2 * oneKept[SECTOR] + 4 * oneKept[2 * SECTOR]);
    }
    assertThat(lost).containsExactlyInAnyOrder(6, 5, 3);
    assertThat(kept).containsExactlyInAnyOrder(1, 2, 4);
  }

  @Test
  void aWriteIsTornBetweenSectorsOnly() {
    StorageFile file = durableFile(4 * SECTOR, 1);
    file.write(100, filled(3 * SECTOR, 2));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      byte[] content = after(Loss.TORN);
      StringBuilder sectors = new StringBuilder();
      for (int sector = 0; sector < 4; sector++) {
        int from = Math.max(sector * SECTOR, 100);
        int to = Math.min((sector + 1) * SECTOR, 100 + 3 * SECTOR);
        for (int at = from; at < to; at++) {
          assertThat(content[at]).isEqualTo(content[from]);
        }
        sectors.append(content[from]);
      }
      assertThat(content[0]).isEqualTo((byte) 1);
      assertThat(content[4 * SECTOR - 1]).isEqualTo((byte) 1);
      seen.add(sectors.toString());
    }
    assertThat(seen).hasSize(16);
  }

  @Test
  void aDataSyncKeepsALengthOnlyAsFarAsAWriteNeedsIt() {
    StorageFile file = durableFile(1024, 1);
    file.resize(4096);
    file.write(1024, filled(512, 2));
    file.syncData();
    assertThat(after(Loss.ALL_LOST)).hasSize(4096);
    file.resize(8192);
    file.syncData();
    assertThat(after(Loss.ALL_LOST)).hasSize(4096);
    assertThat(after(Loss.ALL_KEPT)).hasSize(8192);
    file.sync();
    assertThat(after(Loss.ALL_LOST)).hasSize(8192);
  }

  @Test
  void aCutBeforeAWriteStaysBeforeIt() {
    StorageFile file = durableFile(8192, 1);
    file.resize(1024);
    file.write(4096, filled(512, 2));
    file.syncData();
    file.sync();
    byte[] content = after(Loss.ALL_LOST);
    assertThat(content).hasSize(4608);
    assertThat(content[1023]).isEqualTo((byte) 1);
    assertThat(content[1024]).isZero();
    assertThat(content[4096]).isEqualTo((byte) 2);
    assertThat(disk.content(PATH)).isEqualTo(content);
  }

  @Test
  void aStricterDiskKeepsNoLengthInADataSync() {
    disk.setDataSyncKeepsLength(false);
    StorageFile file = durableFile(1024, 1);
    file.write(512, filled(1024, 2));
    file.syncData();
    byte[] content = after(Loss.ALL_LOST);
    assertThat(content).hasSize(1024);
    assertThat(content[512]).isEqualTo((byte) 2);
    file.sync();
    assertThat(after(Loss.ALL_LOST)).hasSize(1536);
  }

  @Test
  void aNewFileIsGoneWithoutTheSyncOfItsDirectory() {
    StorageFile file = disk.create(PATH, 0600);
    file.write(0, filled(512, 2));
    file.sync();
    assertThat(disk.crash(Loss.ALL_LOST, random).exists(PATH)).isFalse();
    disk.syncDirectory(SimulatedDisk.DIRECTORY);
    assertThat(after(Loss.ALL_LOST)).hasSize(512);
  }

  @Test
  void aRenameIsOldOrNewUntilTheDirectoryIsSynced() {
    durableFile(512, 1);
    Path temporary = SimulatedDisk.path("data.new");
    StorageFile file = disk.create(temporary, 0600);
    file.write(0, filled(512, 2));
    file.sync();
    disk.syncDirectory(SimulatedDisk.DIRECTORY);
    disk.rename(temporary, PATH);
    assertThat(file.isAt(PATH)).isTrue();
    assertThat(disk.exists(temporary)).isFalse();
    assertThat(disk.content(PATH)[0]).isEqualTo((byte) 2);
    SimulatedDisk lost = disk.crash(Loss.ALL_LOST, random);
    assertThat(lost.content(PATH)[0]).isEqualTo((byte) 1);
    assertThat(lost.content(temporary)[0]).isEqualTo((byte) 2);
    SimulatedDisk kept = disk.crash(Loss.ALL_KEPT, random);
    assertThat(kept.content(PATH)[0]).isEqualTo((byte) 2);
    assertThat(kept.exists(temporary)).isFalse();
  }

  @Test
  void aFailedSyncForgetsAndALaterOneDoesNotBringItBack() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk failing = new SimulatedDisk(seed);
      failing.install(PATH, new byte[2 * SECTOR]);
      StorageFile file = failing.open(PATH, true).orElseThrow();
      file.write(0, filled(SECTOR, 1));
      file.write(SECTOR, filled(SECTOR, 1));
      failing.setObserver(
          operation -> operation.call() == Call.SYNC_DATA ? Verdict.FAIL : Verdict.PERFORM);
      assertThatThrownBy(file::syncData).isInstanceOf(BoltException.Storage.class);
      file.sync();
      byte[] content = failing.crash(Loss.ALL_KEPT, random).content(PATH);
      seen.add("" + content[0] + content[SECTOR]);
      assertThat(failing.content(PATH)[0]).isEqualTo((byte) 1);
    }
    assertThat(seen).containsExactlyInAnyOrder("00", "01", "10", "11");
  }

  @Test
  void aSkippedSyncKeepsNothing() {
    StorageFile file = durableFile(512, 1);
    file.write(0, filled(512, 2));
    disk.setObserver(_ -> Verdict.SKIP);
    file.sync();
    assertThat(after(Loss.ALL_LOST)[0]).isEqualTo((byte) 1);
  }

  @Test
  void aFullDiskCutsAWriteWhereTheSpaceEnds() {
    StorageFile file = durableFile(4096, 1);
    disk.setCapacity(8192);
    file.resize(1 << 20);
    file.write(0, filled(8192, 2));
    assertThatThrownBy(() -> file.write(8000, filled(1000, 3)))
        .isInstanceOfSatisfying(
            BoltException.Storage.class, failure -> assertThat(failure.isDiskFull()).isTrue());
    assertThat(disk.content(PATH)[8191]).isEqualTo((byte) 3);
    assertThat(disk.content(PATH)[8192]).isZero();
    disk.setCapacity(1 << 20);
    file.write(8192, filled(1, 3));
    assertThat(disk.content(PATH)[8192]).isEqualTo((byte) 3);
  }

  @Test
  void aCallFailsAsTold() {
    StorageFile file = durableFile(1024, 1);
    disk.setObserver(_ -> Verdict.FAIL_HALFWAY);
    assertThatThrownBy(() -> file.write(0, filled(1024, 2)))
        .isInstanceOf(BoltException.Storage.class);
    assertThat(disk.content(PATH)[511]).isEqualTo((byte) 2);
    assertThat(disk.content(PATH)[512]).isEqualTo((byte) 1);
    disk.setObserver(_ -> Verdict.FAIL);
    assertThatThrownBy(() -> file.resize(10)).isInstanceOf(BoltException.Storage.class);
    assertThatThrownBy(() -> file.map(10)).isInstanceOf(BoltException.InvalidMapping.class);
    assertThatThrownBy(() -> disk.rename(PATH, SimulatedDisk.path("b")))
        .isInstanceOf(BoltException.Storage.class);
    assertThat(disk.content(PATH)).hasSize(1024);
  }

  @Test
  void anExclusiveLockIsAloneAndEndsWithItsHandle() {
    StorageFile first = durableFile(512, 1);
    StorageFile second = disk.open(PATH, true).orElseThrow();
    assertThat(first.tryLock(false)).isTrue();
    assertThat(second.tryLock(false)).isTrue();
    second.close();
    StorageFile third = disk.open(PATH, true).orElseThrow();
    assertThat(third.tryLock(true)).isFalse();
    first.close();
    assertThat(third.tryLock(true)).isTrue();
    assertThat(disk.open(PATH, false).orElseThrow().tryLock(false)).isFalse();
  }

  @Test
  void theEndOfAProcessFreesItsLocksAndKeepsWhatItWrote() {
    StorageFile file = durableFile(512, 1);
    assertThat(file.tryLock(true)).isTrue();
    Mapping mapping = file.map(512);
    file.write(0, filled(512, 2));
    disk.killProcess();
    assertThatThrownBy(() -> file.write(0, filled(512, 3)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> mapping.segment().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(disk.open(PATH, true).orElseThrow().tryLock(true)).isTrue();
    assertThat(disk.content(PATH)[0]).isEqualTo((byte) 2);
    assertThat(after(Loss.ALL_LOST)[0]).isEqualTo((byte) 1);
  }

  @Test
  void aCrashImageIsADiskOfItsOwn() {
    StorageFile file = durableFile(512, 1);
    file.write(0, filled(512, 2));
    SimulatedDisk image = disk.crash(Loss.ALL_KEPT, random);
    image.open(PATH, true).orElseThrow().write(0, filled(512, 3));
    assertThat(disk.content(PATH)[0]).isEqualTo((byte) 2);
    assertThat(image.content(PATH)[0]).isEqualTo((byte) 3);
    assertThat(image.crash(Loss.ALL_LOST, random).content(PATH)[0]).isEqualTo((byte) 2);
    image.discard();
    assertThat(disk.content(PATH)[0]).isEqualTo((byte) 2);
  }
}
