// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {
  private record Row(Instant time, String state, String name, String text) {}

  private static final List<Column<Row>> COLUMNS =
      List.of(
          Column.time("TIME", Row::time),
          Column.of("LENGTH", (Row row) -> "" + row.name().length()).as(Column.Kind.WIDE),
          Column.of("STATE", Row::state).as(Column.Kind.STATE),
          Column.of("NAME", Row::name).as(Column.Kind.FLEXIBLE),
          Column.of("TEXT", Row::text).as(Column.Kind.WRAPPED));

  private static final Row ROW =
      new Row(Fixtures.START, "Failed", "n".repeat(30), "one two three four five six seven");

  private static String print(boolean wide, int width, boolean colour) {
    Table.Style style =
        new Table.Style(
            false, wide, new Times(ZoneId.of("Europe/Berlin"), Fixtures.START), width, colour);
    return Fixtures.printed(out -> Table.print(out, COLUMNS, List.of(ROW), style));
  }

  @Test
  void linesFitByCuttingWhatMayBeCutAndWrappingTheLastText() {
    assertThat(print(false, 64, false))
        .isEqualTo(
            """
            TIME (CET)           STATE   NAME           TEXT
            2026-01-02 04:04:05  Failed  nnnnnnnnnnnn…  one two three four
                                                        five six seven
            """);
    assertThat(print(false, 64, false).lines()).allMatch(line -> line.length() <= 64);
  }

  @Test
  void wideTablesShowEverythingInFullAndInUtc() {
    assertThat(print(true, 40, false))
        .isEqualTo(
            """
            TIME                  LENGTH  STATE   NAME                            TEXT
            2026-01-02T03:04:05Z  30      Failed  %s  one two three four five six seven
            """
                .formatted("n".repeat(30)));
  }

  @Test
  void coloursDoNotMoveWhatStandsBehindThem() {
    assertThat(print(false, 64, true).replaceAll("\033\\[\\d+m", ""))
        .isEqualTo(print(false, 64, false));
    assertThat(print(false, 64, true)).contains("\033[31mFailed\033[0m");
    assertThat(Colours.of("0")).isEqualTo("0");
    assertThat(Colours.of("3")).isEqualTo("\033[31m3\033[0m");
    assertThat(Colours.of("Running")).isEqualTo("Running");
  }

  @Test
  void aWordThatIsLongerThanTheLineIsBroken() {
    List<Column<String>> column =
        List.of(Column.of("TEXT", (String text) -> text).as(Column.Kind.WRAPPED));
    Table.Style style = new Table.Style(true, false, Times.UTC, 20, false);
    assertThat(Fixtures.printed(out -> Table.print(out, column, List.of("x".repeat(45)), style)))
        .isEqualTo("%s\n%1$s\nxxxxx\n".formatted("x".repeat(20)));
    assertThat(Fixtures.printed(out -> Table.print(out, column, List.of("x".repeat(20)), style)))
        .isEqualTo("x".repeat(20) + "\n");
  }

  @Test
  void theWidthOfTheTerminalIsWhatSttySays() {
    assertThat(TerminalWidth.parse("24 132\n")).isEqualTo(OptionalInt.of(132));
    assertThat(TerminalWidth.parse("0 0\n")).as("nobody knows").isEmpty();
    assertThat(TerminalWidth.parse("stty: standard input: not a tty\n")).isEmpty();
  }
}
