// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param brief the text when there is little room
 * @param full the text in wide tables and in CSV
 */
record Column<T>(
    String header, BiFunction<T, Times, String> brief, Function<T, String> full, Kind kind) {

  /** How a table treats a column. */
  enum Kind {
    PLAIN,
    /** A time, whose zone stands in the header. */
    TIME,
    /** A text that may be cut further, so that the line fits. */
    FLEXIBLE,
    /** A text in the last column that goes on below, so that nothing of it is lost. */
    WRAPPED,
    /** A word that stands for good or bad news, which a terminal shows in colour. */
    STATE,
    /** Shown in wide tables and in CSV alone. */
    WIDE
  }

  static <T> Column<T> of(String header, Function<T, String> text) {
    return of(header, text, text);
  }

  static <T> Column<T> of(String header, Function<T, String> brief, Function<T, String> full) {
    return new Column<>(header, (item, _) -> brief.apply(item), full, Kind.PLAIN);
  }

  /** A time: in the user's zone for people, in UTC with all digits in wide tables and CSV. */
  static <T> Column<T> time(String header, Function<T, Instant> time) {
    return new Column<>(
        header,
        (item, times) -> times.brief(time.apply(item)),
        item -> time.apply(item).toString(),
        Kind.TIME);
  }

  Column<T> as(Kind changed) {
    return new Column<>(header, brief, full, changed);
  }
}
