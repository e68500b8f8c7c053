// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints rows in columns. */
final class Table {
  /** A text beyond this makes its neighbours hard to read; wide tables show it in full. */
  static final int MAX_BRIEF_CHARACTERS = 60;

  /** A column that is cut to fit keeps so much. */
  private static final int MIN_CUT_CHARACTERS = 10;

  /** Below it a text would be torn into single words. */
  private static final int MIN_WRAPPED_CHARACTERS = 20;

  private static final int GAP = 2;

  private Table() {}

  /**
   * How a table looks.
   *
   * @param wide all columns, ids and texts in full, however long the lines
   * @param width what the lines should fit in, by cutting flexible columns
   */
  record Style(boolean hideHeader, boolean wide, Times times, int width, boolean colour) {
    /** For people who look at it here, with a header. */
    static Style of(Context context, boolean utc) {
      return new Style(
          false,
          false,
          context.surroundings().times(utc),
          context.surroundings().width(),
          context.surroundings().colour());
    }

    private <T> List<Column<T>> shown(List<Column<T>> columns) {
      return wide
          ? columns
          : columns.stream().filter(column -> column.kind() != Column.Kind.WIDE).toList();
    }

    private <T> List<String> header(List<Column<T>> columns) {
      return columns.stream()
          .map(column ->
              column.kind() == Column.Kind.TIME && !wide
                  ? "%s (%s)".formatted(column.header(), times.zoneName())
                  : column.header())
          .toList();
    }

    private <T> List<String> row(List<Column<T>> columns, T item) {
      return columns.stream()
          .map(column -> {
            String text =
                oneLine(wide ? column.full().apply(item) : column.brief().apply(item, times));
            boolean whole = wide || column.kind() == Column.Kind.WRAPPED;
            return whole ? text : cut(text, MAX_BRIEF_CHARACTERS);
          })
          .toList();
    }

    private <T> String line(List<Column<T>> columns, int[] widths, List<String> row) {
      StringBuilder line = new StringBuilder();
      int start = 0;
      for (int i = 0; i < widths.length; i++) {
        Column.Kind kind = columns.get(i).kind();
        if (!wide && kind == Column.Kind.WRAPPED) {
          wrap(line, start, row.get(i));
          break;
        }
        boolean cuts = !wide && kind == Column.Kind.FLEXIBLE;
        String text = cuts ? cut(row.get(i), widths[i]) : row.get(i);
        boolean coloured = colour && kind == Column.Kind.STATE;
        line.append(coloured ? Colours.of(text) : text)
            .repeat(' ', Math.max(0, widths[i] - characters(text)) + GAP);
        start += Math.max(widths[i], characters(text)) + GAP;
      }
      return line.toString().stripTrailing();
    }

    /** Adds a text in lines that fit, each below the one before. */
    private void wrap(StringBuilder line, int start, String text) {
      int room = Math.max(MIN_WRAPPED_CHARACTERS, width - start);
      String rest = text;
      while (characters(rest) > room) {
        int end = rest.offsetByCodePoints(0, room);
        int space = rest.lastIndexOf(' ', end);
        int cut = space > 0 ? space : end;
        line.append(rest, 0, cut).append(System.lineSeparator()).repeat(' ', start);
        rest = rest.substring(cut).stripLeading();
      }
      line.append(rest);
    }

    /** Takes from the widest flexible column until the lines fit or nothing is left to take. */
    private <T> void fit(List<Column<T>> columns, int[] widths) {
      int last = widths.length - 1;
      if (!wide && columns.get(last).kind() == Column.Kind.WRAPPED) {
        // It takes what the others leave.
        widths[last] = MIN_WRAPPED_CHARACTERS;
      }
      int tooMuch = Arrays.stream(widths).map(each -> each + GAP).sum() - GAP - width;
      for (; tooMuch > 0 && !wide; tooMuch--) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
          if (columns.get(i).kind() == Column.Kind.FLEXIBLE
              && widths[i] > MIN_CUT_CHARACTERS
              && (widest < 0 || widths[i] > widths[widest])) {
            widest = i;
          }
        }
        if (widest < 0) {
          return;
        }
        widths[widest]--;
      }
    }
  }

  static <T> void print(PrintStream out, List<Column<T>> all, List<T> items, Style style) {
    List<Column<T>> columns = style.shown(all);
    List<String> header = style.header(columns);
    List<List<String>> rows = items.stream().map(item -> style.row(columns, item)).toList();
    int[] widths = new int[columns.size()];
    if (!style.hideHeader()) {
      widen(widths, header);
    }
    rows.forEach(row -> widen(widths, row));
    style.fit(columns, widths);
    if (!style.hideHeader()) {
      out.println(line(widths, header));
    }
    rows.forEach(row -> out.println(style.line(columns, widths, row)));
  }

  /** Prints rows one by one; what was printed stays, so that a column may widen on the way. */
  static <T> Consumer<T> rows(PrintStream out, List<Column<T>> all, Style style) {
    List<Column<T>> columns = style.shown(all);
    int[] widths = new int[columns.size()];
    List<String> header = style.header(columns);
    AtomicBoolean headerDue = new AtomicBoolean(!style.hideHeader());
    return item -> {
      List<String> row = style.row(columns, item);
      widen(widths, row);
      boolean first = headerDue.getAndSet(false);
      if (first) {
        widen(widths, header);
      }
      int[] fitting = widths.clone();
      style.fit(columns, fitting);
      if (first) {
        out.println(line(fitting, header));
      }
      out.println(style.line(columns, fitting, row));
      out.flush();
    };
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], characters(row.get(i)));
    }
  }

  private static String line(int[] widths, List<String> header) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(header.get(i))
          .repeat(' ', Math.max(0, widths[i] - characters(header.get(i))) + GAP);
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

  /** The beginning of a text that is too long, with a sign that it goes on. */
  static String cut(String text, int limit) {
    if (characters(text) <= limit) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "…";
  }
}
