// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static dev.gadus.bolt.Bytes.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opening, locking, transactions side by side, and closing. */
@Timeout(60)
class DatabaseTest {
  private static final byte[] NAME = bytes("b");
  private static final Options FAST = Options.defaults().noSync(true);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.db");
  }

  private static void put(Database database, String key, byte[] value) {
    database.update(transaction -> {
      transaction.createBucketIfAbsent(NAME).put(bytes(key), value);
      return true;
    });
  }

  @Test
  void newFileHasFourPagesAndTheModeThatWasAskedFor() throws IOException {
    Database.open(file()).close();
    assertThat(Files.size(file())).isEqualTo(4L * Linux.current().pageSize());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (var names = Files.list(folder)) {
      assertThat(names).containsExactly(file());
    }
  }

  @Test
  void newFileTakesTheBytesOfBbolts() throws IOException {
    Database.open(file(), Options.defaults().pageSize(4096)).close();
    assertThat(file()).hasBinaryContent(Files.readAllBytes(Fixtures.copy("empty", folder)));
  }

  @Test
  void missingFileIsNotMadeForAReader() {
    assertThatThrownBy(() -> Database.open(file(), Options.defaults().readOnly(true)))
        .isInstanceOf(BoltException.Storage.class)
        .hasMessageContaining(file().toString());
    assertThat(file()).doesNotExist();
  }

  @Test
  void writerKeepsEverybodyElseOut() {
    try (Database database = Database.open(file())) {
      assertThat(database.isReadOnly()).isFalse();
      Options hurried = Options.defaults().lockTimeout(Duration.ofMillis(10));
      assertThatThrownBy(() -> Database.open(file(), hurried))
          .isInstanceOf(BoltException.LockTimeout.class)
          .hasMessageStartingWith("timeout: " + file());
      assertThatThrownBy(() -> Database.open(file(), hurried.readOnly(true)))
          .isInstanceOf(BoltException.LockTimeout.class);
    }
    try (Database one = Database.open(file(), Options.defaults().readOnly(true));
        Database two = Database.open(file(), Options.defaults().readOnly(true))) {
      assertThat(one.isReadOnly()).isTrue();
      assertThatThrownBy(two::beginWrite).isInstanceOf(BoltException.DatabaseReadOnly.class);
      assertThatThrownBy(
              () -> Database.open(file(), Options.defaults().lockTimeout(Duration.ofMillis(10))))
          .isInstanceOf(BoltException.LockTimeout.class);
    }
  }

  @Test
  void readersSeeTheStateTheyBeganWith() {
    try (Database database = Database.open(file(), FAST)) {
      put(database, "k", bytes("1"));
      try (Transaction old = database.beginRead()) {
        put(database, "k", bytes("2"));
        Bucket bucket = old.bucket(NAME).orElseThrow();
        assertThat(bucket.get(bytes("k"))).hasValue(bytes("1"));
        assertThat(
                database.<byte[], RuntimeException>view(
                    now -> now.bucket(NAME).orElseThrow().get(bytes("k")).orElseThrow()))
            .isEqualTo(bytes("2"));
      }
    }
  }

  @Test
  void fileGrowsUnderAnOpenReaderWhichStaysRight() {
    try (Database database = Database.open(file(), FAST)) {
      put(database, "first", filled(1000));
      try (Transaction old = database.beginRead()) {
        for (int i = 0; i < 40; i++) {
          put(database, "large" + i, filled(1_000_000));
        }
        Bucket bucket = old.bucket(NAME).orElseThrow();
        assertThat(bucket.get(bytes("first"))).hasValue(filled(1000));
        assertThat(bucket.get(bytes("large0"))).isEmpty();
        assertThat(database.statistics().openReadTransactionCount()).isEqualTo(1);
      }
      try (Transaction now = database.beginWrite()) {
        assertThat(now.check().findings()).isEmpty();
      }
    }
  }

  @Test
  void pagesAreUsedAgain() throws IOException {
    try (Database database = Database.open(file(), FAST)) {
      for (int i = 0; i < 200; i++) {
        put(database, "k", filled(100_000));
      }
    }
    assertThat(Files.size(file())).isLessThan(1_000_000);
  }

  @Test
  void readerPinsOnlyWhatItSees() {
    try (Database database = Database.open(file(), FAST)) {
      put(database, "k", filled(100));
      try (Transaction old = database.beginRead()) {
        for (int i = 0; i < 300; i++) {
          put(database, "k", filled(100));
        }
        assertThat(database.statistics().pendingPageCount()).isLessThan(12);
        assertThat(old.bucket(NAME).orElseThrow().get(bytes("k"))).isPresent();
      }
    }
  }

  @Test
  void unchangedCommitWritesNothing() {
    try (Database database = Database.open(file())) {
      put(database, "k", bytes("v"));
      WriteStatistics before = database.statistics().writes();
      long id = database.<Long, RuntimeException>update(Transaction::id);
      assertThat(database.statistics().writes()).isEqualTo(before);
      assertThat(database.<Long, RuntimeException>update(Transaction::id)).isEqualTo(id);
    }
  }

  @Test
  void managedTransactionsEndByThemselves() {
    try (Database database = Database.open(file(), FAST)) {
      put(database, "k", bytes("v"));
      assertThatThrownBy(() ->
              database.update(transaction -> {
                transaction.bucket(NAME).orElseThrow().put(bytes("k"), bytes("x"));
                throw new IOException("stop");
              }))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() ->
              database.update(transaction -> {
                transaction.commit();
                return true;
              }))
          .isInstanceOf(BoltException.ManagedTransaction.class)
          .hasMessage("managed tx commit not allowed");
      assertThatThrownBy(() ->
              database.view(transaction -> {
                transaction.rollback();
                return true;
              }))
          .isInstanceOf(BoltException.ManagedTransaction.class);
      assertThat(
              database.<byte[], RuntimeException>view(
                  t -> t.bucket(NAME).orElseThrow().get(bytes("k")).orElseThrow()))
          .isEqualTo(bytes("v"));
    }
  }

  @Test
  void commitHandlersRunAfterTheCommitAndMayWriteThemselves() {
    try (Database database = Database.open(file(), FAST)) {
      List<String> ran = new ArrayList<>();
      try (Transaction transaction = database.beginWrite()) {
        transaction.createBucket(NAME);
        transaction.onCommit(() -> ran.add("first"));
        transaction.onCommit(() -> put(database, "k", bytes("v")));
        transaction.onCommit(() -> ran.add("last"));
        assertThat(ran).isEmpty();
        transaction.commit();
      }
      assertThat(ran).containsExactly("first", "last");
      try (Transaction transaction = database.beginWrite()) {
        transaction.onCommit(() -> ran.add("never"));
      }
      assertThat(ran).doesNotContain("never");
    }
  }

  @Test
  void secondEndOfATransactionIsRefusedAndCloseIsNot() {
    try (Database database = Database.open(file(), FAST)) {
      Transaction transaction = database.beginWrite();
      transaction.commit();
      assertThatThrownBy(transaction::commit).isInstanceOf(BoltException.TransactionClosed.class);
      assertThatThrownBy(transaction::rollback).isInstanceOf(BoltException.TransactionClosed.class);
      transaction.close();
    }
  }

  @Test
  void threadThatWouldWaitForItselfIsTold() {
    try (Database database = Database.open(file(), FAST)) {
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.isWritable()).isTrue();
        assertThatThrownBy(database::beginWrite).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(database::close).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void closedDatabaseRefusesEverythingAndEndsItsReaders() {
    Database database = Database.open(file(), FAST);
    put(database, "k", bytes("v"));
    Transaction reading = database.beginRead();
    Cursor cursor = reading.bucket(NAME).orElseThrow().cursor();
    assertThat(cursor.next()).isTrue();
    database.close();
    database.close();
    assertThatThrownBy(database::beginRead).isInstanceOf(BoltException.DatabaseNotOpen.class);
    assertThatThrownBy(database::beginWrite).isInstanceOf(BoltException.DatabaseNotOpen.class);
    assertThatThrownBy(() -> put(database, "k", bytes("v")))
        .isInstanceOf(BoltException.DatabaseNotOpen.class)
        .hasMessageStartingWith("database not open");
    assertThatThrownBy(cursor::value).isInstanceOf(BoltException.DatabaseNotOpen.class);
    assertThatThrownBy(cursor::next).isInstanceOf(BoltException.DatabaseNotOpen.class);
    assertThatThrownBy(() -> reading.bucket(NAME))
        .isInstanceOf(BoltException.DatabaseNotOpen.class);
    assertThatThrownBy(reading::check).isInstanceOf(BoltException.DatabaseNotOpen.class);
    reading.close();
  }

  @Test
  void interruptedThreadDoesNotHarmTheFile() {
    try (Database database = Database.open(file(), FAST)) {
      Thread.currentThread().interrupt();
      put(database, "k", bytes("v"));
      assertThat(Thread.interrupted()).isTrue();
      put(database, "k", bytes("w"));
    }
  }

  @Test
  void maximumSizeHoldsAndTheDatabaseGoesOn() throws IOException {
    long limit = 1 << 20;
    try (Database database = Database.open(file(), FAST.maxSize(limit))) {
      put(database, "k", filled(500_000));
      assertThatThrownBy(() -> put(database, "l", filled(600_000)))
          .isInstanceOf(BoltException.MaxSizeReached.class)
          .hasMessageStartingWith("database reached maximum size");
      put(database, "m", filled(1000));
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
      }
    }
    assertThat(Files.size(file())).isLessThanOrEqualTo(limit);
  }

  @Test
  void snapshotIsADatabaseOfTheMoment() throws IOException {
    Path copy = folder.resolve("copy.db");
    try (Database database = Database.open(file(), FAST)) {
      for (int i = 0; i < 100; i++) {
        put(database, "k" + i, filled(2000));
      }
      put(database, "k1", bytes("short"));
      try (Transaction transaction = database.beginRead();
          OutputStream out = Files.newOutputStream(copy)) {
        put(database, "later", bytes("v"));
        transaction.writeTo(out);
        assertThat(Files.size(copy)).isEqualTo(transaction.size());
      }
    }
    try (Database database = Database.open(copy);
        Transaction transaction = database.beginWrite()) {
      assertThat(transaction.check().findings()).isEmpty();
      Bucket bucket = transaction.bucket(NAME).orElseThrow();
      assertThat(bucket.get(bytes("k1"))).hasValue(bytes("short"));
      assertThat(bucket.get(bytes("later"))).isEmpty();
      bucket.put(bytes("k1"), bytes("changed"));
      transaction.commit();
    }
  }

  @Test
  void compactCopiesEverythingIntoLess() throws IOException {
    Path source = Fixtures.copy("nested", folder);
    for (long transactionMaxBytes : new long[] {0, 1000, 65536}) {
      Path target = folder.resolve("compact" + transactionMaxBytes + ".db");
      try (Database from = Database.open(source, Options.defaults().readOnly(true));
          Database to = Database.open(target, FAST)) {
        Database.compact(from, to, transactionMaxBytes);
        try (Transaction before = from.beginRead();
            Transaction after = to.beginWrite()) {
          List<String> expected = new ArrayList<>(Dump.of(before));
          List<String> actual = new ArrayList<>(Dump.of(after));
          expected.removeIf(line -> line.startsWith("# txid"));
          actual.removeIf(line -> line.startsWith("# txid"));
          assertThat(actual).isEqualTo(expected);
          assertThat(after.check().findings()).isEmpty();
        }
      }
    }
  }

  @Test
  void pagesTellWhatTheyAre() {
    Path source = Fixtures.copy("tree", folder);
    try (Database database = Database.open(source, Options.defaults().readOnly(true));
        Transaction transaction = database.beginRead()) {
      assertThat(transaction.page(0)).hasValue(new PageInfo(0, PageType.META, 4, 0, 0));
      assertThat(transaction.page(25)).get().extracting(PageInfo::typeName).isEqualTo("branch");
      assertThat(transaction.page(27)).get().extracting(PageInfo::typeName).isEqualTo("freelist");
      assertThat(transaction.page(10)).hasValue(new PageInfo(10, PageType.FREE, 0, 0, 0));
      assertThat(transaction.page(28)).isEmpty();
      assertThat(transaction.page(-1)).isEmpty();
    }
  }
}
