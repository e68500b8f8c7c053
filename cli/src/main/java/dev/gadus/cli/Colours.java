// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.util.Map;

/** Which words a terminal shows in colour: news that is good, that is bad, and what goes on. */
final class Colours {
  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String YELLOW = "33";

  private static final Map<String, String> CODES =
      Map.of(
          "Completed", GREEN,
          "Failed", RED,
          "Stopped", YELLOW,
          "Cancelled", YELLOW,
          "Queued", YELLOW,
          "BidAccepted", YELLOW);

  private Colours() {}

  /** The word, in its colour if it has one; a number other than 0 is a bad exit code. */
  static String of(String word) {
    boolean badCode = word.matches("-?\\d+") && !word.equals("0");
    String code = badCode ? RED : CODES.getOrDefault(word, "");
    return code.isEmpty() ? word : "\033[%sm%s\033[0m".formatted(code, word);
  }
}
