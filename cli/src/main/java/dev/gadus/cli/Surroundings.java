// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
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

  /** What every terminal and page has room for. */
  static final int DEFAULT_WIDTH = 80;

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

  /** Times in the zone of the user, or in UTC. */
  Times times(boolean utc) {
    return new Times(utc ? ZoneId.of("UTC") : zone(), Instant.now());
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(environment.getOrDefault("TZ", ""));
    } catch (DateTimeException _) {
      // Not set, or in a notation that only the operating system knows, and told the JDK.
      return ZoneId.systemDefault();
    }
  }

  /** True when colours help: on a terminal that has them, and nobody asked for none. */
  boolean colour() {
    return movesCursor() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** True on a terminal where what was printed can be printed over. */
  boolean movesCursor() {
    return interactive && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** How many characters a line should have at most: what the terminal has, else 80. */
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[1-9]\\d{1,3}")) {
      return Integer.parseInt(columns);
    }
    return interactive ? TerminalWidth.ask().orElse(DEFAULT_WIDTH) : DEFAULT_WIDTH;
  }

  // JDK 25 gives null again when no terminal is there, which the check does not know.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isInteractive() {
    return System.console() != null && System.console().isTerminal();
  }
}
