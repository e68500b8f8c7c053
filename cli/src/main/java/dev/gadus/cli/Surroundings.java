// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command has around it; handed in, so that tests run commands in their own process.
 *
 * @param environment the environment variables
 * @param folder where relative paths start
 * @param interactive true when a person watches standard error, so that progress makes sense
 */
record Surroundings(
    Map<String, String> environment,
    Path folder,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean interactive) {

  /** The surroundings of this process. */
  static Surroundings ofProcess() {
    // Output is UTF-8 on every machine: it is read by programs as often as by people.
    return new Surroundings(
        System.getenv(),
        Path.of("").toAbsolutePath(),
        System.in,
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        isInteractive());
  }

  // JDK 25 gives null again when no terminal is there, which the check does not know.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isInteractive() {
    return System.console() != null && System.console().isTerminal();
  }
}
