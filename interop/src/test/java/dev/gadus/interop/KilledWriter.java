// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import dev.gadus.bolt.Database;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A program that commits without end and acknowledges each commit with a line on standard output,
 * {@code WRITER NUMBER}, until it is killed. Half of its writers commit alone, half share commits.
 *
 * <p>Arguments: the file, and how many writers there are.
 */
final class KilledWriter {
  private static final FileOutputStream STANDARD_OUTPUT = new FileOutputStream(FileDescriptor.out);

  private KilledWriter() {}

  public static void main(String[] arguments) throws InterruptedException {
    Database database = Database.open(Path.of(arguments[0]));
    int writers = Integer.parseInt(arguments[1]);
    Thread[] threads = new Thread[writers];
    for (int i = 0; i < writers; i++) {
      int writer = i;
      threads[i] = Thread.ofPlatform().start(() -> write(database, writer));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void write(Database database, int writer) {
    while (true) {
      long number =
          writer % 2 == 0
              ? database.update(transaction -> Ledger.advance(transaction, writer))
              : database.batch(transaction -> Ledger.advance(transaction, writer));
      acknowledge(writer + " " + number + "\n");
    }
  }

  /** In one system call, so that nobody reads half a number. */
  private static synchronized void acknowledge(String line) {
    try {
      STANDARD_OUTPUT.write(line.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
