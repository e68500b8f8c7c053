// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static dev.gadus.bolt.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the module's README run, and stand there as they stand here. */
class ReadmeTest {
  @TempDir Path folder;

  private Path path(String name) {
    return folder.resolve(name);
  }

  @Test
  void firstLook() {
    Path file = path("birds.db");
    try (Database database = Database.open(file)) {
      database.update(transaction -> {
        Bucket birds = transaction.createBucketIfAbsent(bytes("birds"));
        birds.put(bytes("swift"), bytes("sleeps in the air"));
        return null;
      });
      Optional<byte[]> found =
          database.view(transaction ->
              transaction.bucket(bytes("birds")).flatMap(b -> b.get(bytes("swift"))));
      System.out.println(text(found.orElseThrow()));
    }
    try (Database database = Database.open(file)) {
      assertThat(
              database.<Optional<byte[]>, RuntimeException>view(transaction ->
                  transaction.bucket(bytes("birds")).orElseThrow().get(bytes("swift"))))
          .hasValue(bytes("sleeps in the air"));
    }
  }

  @Test
  void transactions() {
    try (Database database = Database.open(path("stock.db"))) {
      try (Transaction transaction = database.beginWrite()) {
        Bucket stock = transaction.createBucketIfAbsent(bytes("stock"));
        long left = stock.get(bytes("bolts")).map(b -> Long.parseLong(text(b))).orElse(100L);
        if (left >= 10) {
          stock.put(bytes("bolts"), bytes(Long.toString(left - 10)));
          transaction.commit();
        }
      } // without commit: as if nothing had happened
      try (Transaction transaction = database.beginRead()) {
        assertThat(transaction.bucket(bytes("stock")).orElseThrow().get(bytes("bolts")))
            .hasValue(bytes("90"));
      }
    }
  }

  @Test
  void manyWriters() {
    try (Database database = Database.open(path("events.db"))) {
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 100; i++) {
          byte[] key = bytes("event" + i);
          executor.execute(() ->
              database.batch(transaction -> {
                transaction.createBucketIfAbsent(bytes("events")).put(key, bytes("happened"));
                return null;
              }));
        }
      } // here all hundred are on the disk, after far fewer than a hundred waits for it
      try (Transaction transaction = database.beginRead()) {
        assertThat(transaction.bucket(bytes("events")).orElseThrow().inspect().keyCount())
            .isEqualTo(100);
      }
    }
  }

  @Test
  void bucketsAndCursors() {
    try (Database database = Database.open(path("log.db"))) {
      database.update(transaction -> {
        Bucket log = transaction.createBucketIfAbsent(bytes("log"));
        for (String line : List.of("start", "work", "work", "stop")) {
          log.put(bytes("%08d".formatted(log.nextSequence())), bytes(line));
        }
        Cursor cursor = log.cursor();
        for (boolean on = cursor.seek(bytes("00000002")); on; on = cursor.next()) {
          if (text(cursor.value()).equals("work")) {
            cursor.delete();
          }
        }
        log.createBucket(bytes("archive")).put(bytes("a"), bytes("nested"));
        return null;
      });
      long sum = 0;
      try (Transaction transaction = database.beginRead()) {
        Cursor cursor = transaction.bucket(bytes("log")).orElseThrow().cursor();
        while (cursor.next()) {
          if (!cursor.isBucket()) {
            sum += cursor.valueSegment().byteSize();
          }
        }
      }
      assertThat(sum).isEqualTo("start".length() + "stop".length());
    }
  }

  @Test
  void lookingAfterAFile() throws IOException {
    Path backup = path("backup.db");
    Path compacted = path("compacted.db");
    Path saved = path("saved.db");
    Path damaged = Fixtures.copy("corrupt-page-id", folder);
    try (Database database = Database.open(Fixtures.copy("nested", folder))) {
      try (OutputStream out = Files.newOutputStream(backup)) {
        database.writeSnapshot(out); // a database of its own, while everything else goes on
      }
      database
          .shrink(); // moves the end of the file down and cuts it, while everything else goes on
      try (Transaction transaction = database.beginRead()) {
        CheckReport report = transaction.check();
        report.findings().forEach(finding -> System.out.println(finding.text()));
      }
      try (Database source = Database.open(backup, Options.defaults().readOnly(true));
          Database target = Database.open(compacted)) {
        Database.compact(source, target, 65536); // everything, without free space in between
      }
      try (Database target = Database.open(saved)) {
        SalvageReport report = Database.salvage(damaged, target); // what can still be read
        report.losses().forEach(loss -> System.out.println(loss.text()));
      }
    }
    assertThat(backup).isNotEmptyFile();
    assertThat(compacted).isNotEmptyFile();
    assertThat(saved).isNotEmptyFile();
  }

  @Test
  void examplesOfTheReadmeAreTheseHere() throws IOException {
    String source =
        squeeze(Files.readString(Path.of("src/test/java/dev/gadus/bolt/ReadmeTest.java")));
    List<String> examples = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    while (matcher.find()) {
      examples.add(matcher.group(1));
    }
    assertThat(examples).hasSize(6);
    for (String example : examples) {
      assertThat(source).contains(squeeze(example));
    }
  }

  private static String squeeze(String text) {
    return text.replaceAll("\\s", "");
  }
}
