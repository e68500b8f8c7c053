// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Why a command could not do what was asked, in words for the person who asked; it ends the command
 * with exit code 1.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String text;

  Failure(String text) {
    super(text);
    this.text = text;
  }

  Failure(String text, Throwable cause) {
    super(text, cause);
    this.text = text;
  }

  /** Returns the message, which is never absent. */
  public String text() {
    return text;
  }

  /** Ends the command when the person was told why already. */
  static Failure told() {
    return new Failure("");
  }

  /** Returns whether there is nothing left to say. */
  boolean isTold() {
    return text.isEmpty();
  }

  /** A file that the command was to write could not be written. */
  static Failure cannotWrite(Path target, IOException e) {
    return cannotWrite(target, reason(e), e);
  }

  /** The same when the disk of the file is full; any other fault may be about the database. */
  static RuntimeException cannotWrite(Path target, BoltException.Storage e) {
    return e.isDiskFull() ? cannotWrite(target, e.text(), e) : e;
  }

  private static Failure cannotWrite(Path target, String reason, Exception cause) {
    return new Failure(
        "cannot write output file " + GoText.quote(target.toString()) + ": " + reason, cause);
  }

  /** Says why a file could not be read or written, without the names of Java's exceptions. */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException there -> there.getFile() + ": there is a file already";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
