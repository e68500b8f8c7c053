// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;

import java.nio.file.Path;

/** Puts a key into a database that another user may write. */
final class NewFileProgram {
  private NewFileProgram() {}

  public static void main(String[] arguments) {
    try (Database database = Database.open(Path.of(arguments[0]))) {
      database.update(writing -> {
        writing.createBucketIfAbsent(bytes("b")).put(bytes("k"), bytes("v"));
        return null;
      });
    }
    System.out.println("done");
  }
}
