package dev.gadus.bolt.cli;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.LockTimeoutException;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/** Opening the file that a command was given. */
final class DatabaseFile {
  /** A person who waits this long wonders why; nobody notices less. */
  private static final Duration UNNOTICED_WAIT = Duration.ofSeconds(1);

  private DatabaseFile() {}

  /** Opens an existing file for reading; waits for its lock as long as it takes. */
  static Database openForReading(Path file, Output output) {
    attributes(file);
    return open(file, Options.defaults().readOnly(true), output);
  }

  /**
   * Opens a file, waiting for its lock as long as it takes; a person is told what the wait is for.
   */
  static Database open(Path file, Options options, Output output) {
    if (output.hasPerson()) {
      try {
        return Database.open(file, options.lockTimeout(UNNOTICED_WAIT));
      } catch (LockTimeoutException e) {
        output.remark("Waiting for " + file + ", which another process has open. Ctrl-C gives up.");
      }
    }
    return Database.open(file, options.lockTimeout(Duration.ZERO));
  }

  /** Returns the attributes of an existing file. */
  static BasicFileAttributes attributes(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new Failure(
          "source database file " + GoText.quote(file.toString()) + " doesn't exist", e);
    } catch (IOException e) {
      throw new Failure(
          "failed to open source database file "
              + GoText.quote(file.toString())
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Finds the bucket that a path of names leads to. */
  static Bucket bucket(Transaction transaction, List<String> names) {
    Bucket bucket = transaction.rootBucket();
    for (String name : names) {
      bucket =
          bucket
              .bucket(name.getBytes(StandardCharsets.UTF_8))
              .orElseThrow(() -> new Failure("bucket not found: " + GoText.quote(name)));
    }
    return bucket;
  }
}
