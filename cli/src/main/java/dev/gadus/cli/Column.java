// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param brief the text when there is little room
 * @param full the text in wide tables and in CSV
 */
record Column<T>(String header, Function<T, String> brief, Function<T, String> full) {
  static <T> Column<T> of(String header, Function<T, String> text) {
    return new Column<>(header, text, text);
  }

  static <T> Column<T> of(String header, Function<T, String> brief, Function<T, String> full) {
    return new Column<>(header, brief, full);
  }
}
