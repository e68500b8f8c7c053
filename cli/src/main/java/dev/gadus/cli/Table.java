// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints rows in columns. */
final class Table {
  /** A text beyond this makes its neighbours hard to read; wide tables show it in full. */
  static final int MAX_BRIEF_CHARACTERS = 60;

  private Table() {}

  static <T> void print(
      PrintStream out, List<Column<T>> columns, List<T> items, boolean hideHeader, boolean wide) {
    List<List<String>> rows = new ArrayList<>();
    if (!hideHeader) {
      rows.add(columns.stream().map(Column::header).toList());
    }
    items.forEach(item -> rows.add(row(columns, item, wide)));
    int[] widths = new int[columns.size()];
    rows.forEach(row -> widen(widths, row));
    rows.forEach(row -> out.println(line(widths, row)));
  }

  /** Prints rows one by one; what was printed stays, so that a column may widen on the way. */
  static <T> Consumer<T> rows(
      PrintStream out, List<Column<T>> columns, boolean hideHeader, boolean wide) {
    int[] widths = new int[columns.size()];
    List<String> header = columns.stream().map(Column::header).toList();
    AtomicBoolean headerDue = new AtomicBoolean(!hideHeader);
    return item -> {
      List<String> row = row(columns, item, wide);
      widen(widths, row);
      if (headerDue.getAndSet(false)) {
        widen(widths, header);
        out.println(line(widths, header));
      }
      out.println(line(widths, row));
      out.flush();
    };
  }

  private static <T> List<String> row(List<Column<T>> columns, T item, boolean wide) {
    return columns.stream()
        .map(column -> oneLine((wide ? column.full() : column.brief()).apply(item)))
        .map(text -> wide ? text : cut(text))
        .toList();
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], characters(row.get(i)));
    }
  }

  private static String line(int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - characters(row.get(i)) + 2);
    }
    return line.toString().stripTrailing();
  }

  static <T> void printCsv(
      PrintStream out, List<Column<T>> columns, List<T> items, boolean hideHeader) {
    if (!hideHeader) {
      out.println(csv(columns, Column::header));
    }
    items.forEach(item -> out.println(csv(columns, column -> column.full().apply(item))));
  }

  private static <T> String csv(List<Column<T>> columns, Function<Column<T>, String> text) {
    return columns.stream().map(text).map(Table::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * Texts come from users and programs: one with line ends or control codes would break the table.
   */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
  }

  private static String cut(String text) {
    if (characters(text) <= MAX_BRIEF_CHARACTERS) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, MAX_BRIEF_CHARACTERS - 1)) + "…";
  }
}
