// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How wide the terminal of this process is, as {@code stty} says, which every Unix has. */
final class TerminalWidth {
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d{1,5} ([1-9]\\d{0,4})\\s*");

  private TerminalWidth() {}

  /** Empty when nobody knows. */
  static OptionalInt ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return parse(new String(stty.getInputStream().readAllBytes(), US_ASCII));
    } catch (IOException _) {
      return OptionalInt.empty();
    }
  }

  static OptionalInt parse(String text) {
    Matcher matcher = ROWS_AND_COLUMNS.matcher(text);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
