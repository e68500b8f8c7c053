// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** One run of the command in this JVM, and what it left. */
final class Run {
  /** The real files; each module's tests run in the module's folder. */
  static final Path FIXTURES = Path.of("../bolt/src/test/resources/fixtures");

  private final int exitCode;
  private final byte[] output;
  private final String errors;

  private Run(int exitCode, byte[] output, String errors) {
    this.exitCode = exitCode;
    this.output = output;
    this.errors = errors;
  }

  /** Returns the path of a real file by its name without ending. */
  static String fixture(String name) {
    return FIXTURES.resolve(name + ".db").toString();
  }

  /** Unpacks a real file that is compressed. */
  static Path unpacked(String name, Path folder) throws IOException {
    Path file = folder.resolve(name + ".db");
    try (InputStream packed =
        new GZIPInputStream(Files.newInputStream(FIXTURES.resolve(name + ".db.gz")))) {
      Files.copy(packed, file);
    }
    return file;
  }

  static Run of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = BoltCommand.execute("bbolt", new Output(out, err, false), arguments);
    return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  int exitCode() {
    return exitCode;
  }

  byte[] output() {
    return output.clone();
  }

  String text() {
    return new String(output, StandardCharsets.UTF_8);
  }

  String errors() {
    return errors;
  }

  /** Returns the first line of standard error, where the reason stands; a usage text may follow. */
  String reason() {
    return errors.lines().findFirst().orElse("");
  }

  @Override
  public String toString() {
    return "exitCode=" + exitCode + "\noutput=" + text() + "\nerrors=" + errors;
  }
}
