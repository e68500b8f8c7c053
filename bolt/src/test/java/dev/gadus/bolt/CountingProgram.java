// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;

import java.nio.file.Path;

/**
 * A program that opens a file, adds one to a number in it, and closes it, again and again.
 *
 * <p>Arguments: the file, and how often.
 */
final class CountingProgram {
  private static final byte[] KEY = bytes("count");

  private CountingProgram() {}

  public static void main(String[] arguments) {
    for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
      try (Database database = Database.open(Path.of(arguments[0]))) {
        database.update(writing -> {
          writing.rootBucket().put(KEY, bytes(Long.toString(count(writing) + 1)));
          return null;
        });
      }
    }
  }

  static long count(Transaction transaction) {
    return transaction
        .rootBucket()
        .get(KEY)
        .map(count -> Long.parseLong(Bytes.text(count)))
        .orElse(0L);
  }
}
