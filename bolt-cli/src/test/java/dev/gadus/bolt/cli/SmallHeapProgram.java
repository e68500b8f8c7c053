// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs command lines one after the other, in a process whose heap is small. After each it prints
 * exit code and line, and at the end how much memory the process took besides files.
 */
final class SmallHeapProgram {
  private static final String ANONYMOUS = "RssAnon:";

  private SmallHeapProgram() {}

  /** Takes the file, a name for copies, and the lines, in which FILE and COPY stand for them. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Path copy = Path.of(arguments[1]);
    long most = 0;
    for (String line : List.of(arguments).subList(2, arguments.length)) {
      Output output = new Output(OutputStream.nullOutputStream(), System.err, false);
      int exitCode = BoltCommand.execute("bbolt", output, FileCommands.words(line, file, copy));
      System.out.println(exitCode + " " + line);
      Files.deleteIfExists(copy);
      most = Math.max(most, anonymousKilobytes());
    }
    System.out.println("at most " + most / 1024 + " MiB besides files");
  }

  private static long anonymousKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(ANONYMOUS))
        .mapToLong(
            line -> Long.parseLong(line.substring(ANONYMOUS.length()).replace("kB", "").strip()))
        .findFirst()
        .orElse(0);
  }
}
