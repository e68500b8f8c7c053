// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs command lines one after the other, in a process whose heap is small: the environment is that
 * of the process, and only errors are shown. After each it prints exit code and line.
 */
final class SmallHeapProgram {
  private SmallHeapProgram() {}

  public static void main(String[] lines) {
    for (String line : lines) {
      Surroundings surroundings =
          new Surroundings(
              System.getenv(),
              Path.of("").toAbsolutePath(),
              InputStream.nullInputStream(),
              new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
              System.err,
              false);
      System.out.println(Gadus.run(surroundings, List.of(line.split(" "))) + " " + line);
    }
  }
}
