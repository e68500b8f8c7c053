// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Constraint;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a {@link LabelSelector} from left to right. */
final class LabelSelectorParser {
  private static final String SPECIAL = "!=<>,()";

  private final String text;
  private int position;

  LabelSelectorParser(String text) {
    this.text = text;
  }

  List<Constraint> parse() {
    List<Constraint> requirements = new ArrayList<>();
    skipSpace();
    if (atEnd()) {
      return requirements;
    }
    do {
      requirements.add(requirement());
    } while (take(","));
    if (!atEnd()) {
      throw wrong("a comma or the end");
    }
    return requirements;
  }

  private Constraint requirement() {
    if (take("!")) {
      return new Constraint(word("a label key"), "!", List.of());
    }
    String key = word("a label key");
    if (take("!=")) {
      return new Constraint(key, "!=", List.of(value()));
    }
    if (take("==") || take("=")) {
      return new Constraint(key, "=", List.of(value()));
    }
    if (take(">")) {
      return new Constraint(key, "gt", List.of(number()));
    }
    if (take("<")) {
      return new Constraint(key, "lt", List.of(number()));
    }
    if (atEnd() || peek() == ',') {
      return new Constraint(key, "exists", List.of());
    }
    int place = position;
    String operator = atWord() ? word("an operator") : "";
    if (operator.equals("in") || operator.equals("notin")) {
      return new Constraint(key, operator, values());
    }
    position = place;
    throw wrong("one of = == != > < in notin, a comma or the end");
  }

  private List<String> values() {
    if (!take("(")) {
      throw wrong("( and the values");
    }
    List<String> values = new ArrayList<>();
    do {
      values.add(value());
    } while (take(","));
    if (!take(")")) {
      throw wrong("a comma or )");
    }
    return values;
  }

  /** A value may be empty, as in {@code key=} or {@code key in (a,)}. */
  private String value() {
    return atWord() ? word("a value") : "";
  }

  private String number() {
    int place = position;
    String word = word("a whole number");
    try {
      return Long.toString(Long.parseLong(word));
    } catch (NumberFormatException e) {
      position = place;
      throw wrong("a whole number");
    }
  }

  private String word(String what) {
    int start = position;
    while (atWord()) {
      position++;
    }
    if (start == position) {
      throw wrong(what);
    }
    String word = text.substring(start, position);
    skipSpace();
    return word;
  }

  private boolean take(String symbol) {
    if (!text.startsWith(symbol, position)) {
      return false;
    }
    position += symbol.length();
    skipSpace();
    return true;
  }

  private boolean atEnd() {
    return position == text.length();
  }

  private char peek() {
    return text.charAt(position);
  }

  private boolean atWord() {
    return !atEnd() && !Character.isWhitespace(peek()) && SPECIAL.indexOf(peek()) < 0;
  }

  private void skipSpace() {
    while (!atEnd() && Character.isWhitespace(peek())) {
      position++;
    }
  }

  private StoreException.InvalidQuery wrong(String expected) {
    return new StoreException.InvalidQuery(
        "label selector '"
            + text
            + "' is wrong at character "
            + (position + 1)
            + ": expected "
            + expected
            + (atEnd() ? " but it ends there" : " but found '" + text.substring(position) + "'"));
  }
}
