// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a command writes. Results go to standard output as bytes, since names and values need not
 * be text; text is UTF-8 whatever the locale says, as Go writes it. Errors and remarks for a person
 * go to standard error. Used by one thread, except for {@link #remark}.
 */
public final class Output {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final PrintStream err;
  private final boolean person;

  /** After a failed write there is no use in another one, which would only fail again. */
  private boolean broken;

  /**
   * Makes an output.
   *
   * @param out takes the results; is buffered here and flushed when the command ends
   * @param err takes errors and remarks
   * @param person whether a person reads {@code err} as it is written, so that waiting and progress
   *     are worth telling
   */
  public Output(OutputStream out, OutputStream err, boolean person) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.person = person;
  }

  /** Returns the standard streams of this process. */
  public static Output ofProcess() {
    return new Output(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        isTerminal(2));
  }

  /**
   * Returns whether a terminal stands behind one of the three standard descriptors. {@link Console}
   * knows about input and output only; the system knows all.
   */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
  }

  /**
   * Refuses to go on when this process has no terminal to read keys from and to draw on.
   *
   * <p>This is about the process, wherever this output goes.
   */
  static void requireScreen() {
    String type = System.getenv().getOrDefault("TERM", "");
    if (!isTerminal(0) || !isTerminal(1)) {
      throw new Failure(
          "browse needs a terminal, and standard input or output is none;"
              + " keys, get, pages and page print what it shows");
    }
    if (type.isEmpty() || type.equals("dumb")) {
      throw new Failure(
          "browse needs a terminal that can move its cursor: TERM="
              + type
              + "; keys, get, pages and page print what it shows");
    }
  }

  boolean hasPerson() {
    return person;
  }

  void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
  }

  void line(String text) {
    print(text);
    print("\n");
  }

  void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Writes bytes of any number in pieces, so that a value of gigabytes is never copied whole. */
  void write(MemorySegment bytes) {
    byte[] piece = new byte[(int) Math.min(bytes.byteSize(), BUFFER_BYTES)];
    for (long at = 0; at < bytes.byteSize(); at += piece.length) {
      int length = (int) Math.min(piece.length, bytes.byteSize() - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
      write(piece, 0, length);
    }
  }

  void flush() {
    try {
      if (!broken) {
        out.flush();
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private UncheckedIOException cannotWrite(IOException cause) {
    broken = true;
    return new UncheckedIOException("cannot write the output: " + cause.getMessage(), cause);
  }

  /** Writes a line to standard error. */
  void errorLine(String text) {
    err.println(text);
  }

  /** Writes a line to standard error if a person is there to read it. */
  void remark(String text) {
    if (person) {
      err.println(text);
    }
  }

  /** The stream of errors, for help texts and progress. */
  PrintStream errors() {
    return err;
  }

  /** The stream of results, for help texts. */
  OutputStream results() {
    return out;
  }
}
