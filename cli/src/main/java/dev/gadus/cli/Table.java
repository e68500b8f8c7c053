package dev.gadus.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
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
    for (T item : items) {
      rows.add(
          columns.stream()
              .map(column -> oneLine((wide ? column.full() : column.brief()).apply(item)))
              .map(text -> wide ? text : cut(text))
              .toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], characters(row.get(i)));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - characters(row.get(i)) + 2);
      }
      out.println(line.toString().stripTrailing());
    }
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
