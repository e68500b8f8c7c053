// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.TransactionFunction;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the commands that read find their database: in the file that they were given, or in one
 * database that is open already, whose owner may go on writing.
 */
final class Databases {
  private final Output output;
  private final Optional<Database> open;

  private Databases(Output output, Optional<Database> open) {
    this.output = output;
    this.open = open;
  }

  /** Opens the file that a command names. */
  static Databases inFiles(Output output) {
    return new Databases(output, Optional.empty());
  }

  /** Reads an open database, whatever a command names; leaves it open. */
  static Databases of(Database open, Output output) {
    return new Databases(output, Optional.of(open));
  }

  /** Returns the file that is meant by the one that a command names. */
  Path path(Path file) {
    return open.map(Database::path).orElse(file);
  }

  /** Reads in one transaction. */
  <R extends @Nullable Object> R view(Path file, TransactionFunction<R, RuntimeException> body) {
    if (open.isPresent()) {
      return open.get().view(body);
    }
    try (Database database = DatabaseFile.openForReading(file, output)) {
      return database.view(body);
    }
  }

  /**
   * Runs what reads the file beside the engine. An open database is kept from cutting the file
   * shorter meanwhile by a transaction that reads.
   */
  void besideTheEngine(Runnable reading) {
    if (open.isEmpty()) {
      reading.run();
      return;
    }
    try (Transaction _ = open.get().beginRead()) {
      reading.run();
    }
  }
}
