// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;

import java.nio.file.Path;

/**
 * A program for {@link RealFaultTest}: makes commits, says what became of each, and goes on as a
 * user of the engine would after the first that fails. It prints {@code acknowledged N} after a
 * commit, {@code failed EXCEPTION} when one fails, then {@code read N} for what a reader still
 * finds, and {@code refused EXCEPTION} or {@code acknowledged N} for one more try.
 *
 * <p>Arguments: the file, and how many commits to make.
 */
final class FaultedWriter {
  static final byte[] BUCKET = bytes("bucket");

  private FaultedWriter() {}

  public static void main(String[] arguments) {
    int commits = Integer.parseInt(arguments[1]);
    Options options = Options.defaults().allocationSize(32 << 10);
    try (Database database = Database.open(Path.of(arguments[0]), options)) {
      for (int number = last(database) + 1; number <= commits; number++) {
        if (!commit(database, number, "failed")) {
          System.out.println("read " + last(database));
          commit(database, number, "refused");
          return;
        }
      }
      System.out.println("done");
    } catch (BoltException e) {
      System.out.println("refused " + name(e));
    }
  }

  private static boolean commit(Database database, int number, String failure) {
    try {
      database.update(writing -> {
        put(writing.createBucketIfAbsent(BUCKET), number);
        return null;
      });
      System.out.println("acknowledged " + number);
      return true;
    } catch (BoltException e) {
      System.out.println(failure + " " + name(e));
      return false;
    }
  }

  /** Entry {@code number} holds as many thousand bytes; the last number is noted. */
  private static void put(Bucket bucket, int number) {
    bucket.put(bytes("entry %05d".formatted(number)), new byte[number * 1000]);
    bucket.put(bytes("last"), bytes(Integer.toString(number)));
  }

  private static String name(BoltException e) {
    Throwable cause = e.getCause();
    return e.getClass().getSimpleName()
        + (cause == null ? "" : " " + cause.getClass().getSimpleName());
  }

  /**
   * Returns the number of the last commit, after looking whether all of it and those before is
   * there.
   */
  static int last(Database database) {
    try (Transaction reader = database.beginRead()) {
      CheckReport report = reader.check();
      if (!report.isOk()) {
        throw new IllegalStateException("the check found " + report.findings());
      }
      Bucket bucket = reader.bucket(BUCKET).orElse(null);
      if (bucket == null) {
        return 0;
      }
      int last = Integer.parseInt(Bytes.text(bucket.get(bytes("last")).orElseThrow()));
      Cursor cursor = bucket.cursor();
      int found = 0;
      while (cursor.next() && cursor.valueSize() == (found + 1) * 1000) {
        found++;
      }
      if (found != last) {
        throw new IllegalStateException("entries up to " + found + ", noted as last " + last);
      }
      return last;
    }
  }
}
