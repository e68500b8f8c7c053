// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.FreelistStorage;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our library, carrying out the same scripts in this process. */
final class OurPeer implements Peer {
  private Path file = Path.of("");
  private Options options = Options.defaults();
  private @Nullable Database database;
  private @Nullable Transaction transaction;

  @Override
  public List<String> ask(List<String> lines) {
    List<String> answers = new ArrayList<>(lines.size());
    for (String line : lines) {
      answers.add(answer(line));
    }
    return answers;
  }

  private String answer(String line) {
    try {
      String result = apply(line.split(" ", -1));
      return result.isEmpty() ? "ok" : "ok " + result;
    } catch (NoSuchBucketException e) {
      return "error bucket not found";
    } catch (BoltException e) {
      return "error " + e.getMessage();
    }
  }

  private String apply(String[] words) {
    switch (words[0]) {
      case "open" -> open(words);
      case "close" -> close();
      case "reopen" -> {
        close();
        database = Database.open(file, options);
      }
      case "commit" -> end(true);
      case "rollback" -> end(false);
      case "digest" -> {
        return database().view(Contents::digest);
      }
      case "check" -> check();
      default -> {
        return change(words);
      }
    }
    return "";
  }

  private void open(String[] words) {
    file = Path.of(words[1]);
    FreelistStorage storage =
        words[3].equals("freelist") ? FreelistStorage.EVERY_COMMIT : FreelistStorage.NEVER;
    // How the free pages are kept in memory has no counterpart here; with "hashmap" the list is
    // stored when the file is closed.
    options =
        Options.defaults()
            .pageSize(Integer.parseInt(words[2]))
            .freelistStorage(words[4].equals("hashmap") ? FreelistStorage.ON_CLOSE : storage)
            .noSync(words[5].equals("nosync"));
    database = Database.open(file, options);
  }

  private void check() {
    CheckReport report = database().view(Transaction::check);
    if (!report.isOk()) {
      throw new AssertionError("check of " + file + ": " + report.findings());
    }
  }

  private String change(String[] words) {
    if (transaction == null) {
      transaction = database().beginWrite();
    }
    List<byte[]> path = path(words[1]);
    switch (words[0]) {
      case "create" -> parent(path).createBucket(path.getLast());
      case "create-if-absent" -> parent(path).createBucketIfAbsent(path.getLast());
      case "drop" -> parent(path).deleteBucket(path.getLast());
      case "move" -> transaction().moveBucket(path.getLast(), parent(path), bucket(path(words[2])));
      case "put" -> bucket(path).put(bytes(words[2]), bytes(words[3]));
      case "delete" -> bucket(path).delete(bytes(words[2]));
      case "get" -> {
        return bucket(path).get(bytes(words[2])).map(OurPeer::text).orElse("absent");
      }
      case "set-sequence" -> bucket(path).setSequence(Long.parseUnsignedLong(words[2]));
      case "next-sequence" -> {
        return Long.toUnsignedString(bucket(path).nextSequence());
      }
      default -> throw new IllegalArgumentException("no such operation: " + words[0]);
    }
    return "";
  }

  private void end(boolean commit) {
    Transaction ending = transaction;
    transaction = null;
    if (ending != null && commit) {
      ending.commit();
    } else if (ending != null) {
      ending.rollback();
    }
  }

  private Bucket parent(List<byte[]> path) {
    return bucket(path.subList(0, path.size() - 1));
  }

  private Bucket bucket(List<byte[]> path) {
    Bucket bucket = transaction().rootBucket();
    for (byte[] name : path) {
      bucket = bucket.bucket(name).orElseThrow(NoSuchBucketException::new);
    }
    return bucket;
  }

  private Transaction transaction() {
    return Objects.requireNonNull(transaction, "transaction");
  }

  Database database() {
    return Objects.requireNonNull(database, "database");
  }

  private static List<byte[]> path(String text) {
    return Stream.of(text.substring(1).split("/"))
        .filter(name -> !name.isEmpty())
        .map(OurPeer::bytes)
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
  }

  private static String text(byte[] bytes) {
    return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    end(false);
    if (database != null) {
      database.close();
      database = null;
    }
  }

  /** A bucket on the way down a path is not there. */
  private static final class NoSuchBucketException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
