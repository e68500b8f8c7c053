// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Says for people why a text is no YAML or JSON: the parsers speak of their own insides. */
final class SyntaxProblem {
  /** How the YAML parser says where; the last one is the place of the mistake. */
  private static final Pattern MARK = Pattern.compile("line (\\d+), column (\\d+):");

  private SyntaxProblem() {}

  static Problem of(JsonProcessingException e, String text) {
    String message = e.getOriginalMessage();
    Optional<Problem.Position> place = mark(message).or(() -> location(e));
    if (message.contains("(TAB)")) {
      Optional<Problem.Position> tab = place.flatMap(at -> indentingTab(text, at.line()));
      return new Problem(
          "",
          tab.or(() -> place),
          tab.isPresent()
              ? "the line begins with a tab; YAML is indented with spaces, which tabs are not"
              : "here is a tab where YAML wants spaces");
    }
    return new Problem("", place, "is not well-formed: " + words(message));
  }

  private static Optional<Problem.Position> mark(String message) {
    List<MatchResult> marks = MARK.matcher(message).results().toList();
    return marks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem.Position(
                Integer.parseInt(marks.getLast().group(1)),
                Integer.parseInt(marks.getLast().group(2))));
  }

  private static Optional<Problem.Position> location(JsonProcessingException e) {
    JsonLocation where = e.getLocation();
    return where == null
        ? Optional.empty()
        : Optional.of(new Problem.Position(where.getLineNr(), where.getColumnNr()));
  }

  /** The tab among the spaces that a line begins with. */
  private static Optional<Problem.Position> indentingTab(String text, int line) {
    String found = text.lines().skip(Math.max(0, line - 1)).findFirst().orElse("");
    int tab = found.indexOf('\t');
    return tab >= 0 && found.substring(0, tab).isBlank()
        ? Optional.of(new Problem.Position(line, tab + 1))
        : Optional.empty();
  }

  /** What was being read and what is wrong, without the quotations of the text in between. */
  private static String words(String message) {
    if (message.contains("Expected a field name") && message.contains("StartEvent")) {
      return "a key is a text, and here a map or a list stands in its place";
    }
    List<String> sentences =
        message
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith(" "))
            // The parser adds where something began, as a place in a source that has no name here.
            .map(line -> line.replaceAll(" \\(start marker at .*", ""))
            .toList();
    return sentences.isEmpty() ? "it cannot be read" : String.join(": ", sentences);
  }
}
