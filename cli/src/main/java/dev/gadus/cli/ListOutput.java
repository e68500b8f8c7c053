// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of commands that show a list, and the showing. */
final class ListOutput {
  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, csv, json or yaml (default: table).")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(names = "--pretty", description = "Indent JSON.")
  private boolean pretty;

  @Option(names = "--hide-header", description = "Leave out the names of the columns.")
  private boolean hideHeader;

  @Option(names = "--wide", description = "Show ids and texts in full.")
  private boolean wide;

  @Option(names = "--utc", description = "Show times in UTC (default: in your time zone).")
  private boolean utc;

  boolean isTable() {
    return format == OutputFormat.TABLE;
  }

  /**
   * Shows the items: in a table or CSV by columns, in JSON and YAML as the bare array of what the
   * API sent.
   */
  <T> void print(Context context, List<Column<T>> columns, List<T> items) {
    PrintStream out = context.out();
    switch (format) {
      case TABLE -> Table.print(out, columns, items, style(context));
      case CSV -> Table.printCsv(out, columns, items, hideHeader);
      case JSON, YAML -> {
        JsonNode array = Json.mapper().valueToTree(items);
        Documents.print(out, array, format == OutputFormat.YAML, pretty);
      }
    }
  }

  /**
   * Shows items one by one as they come: rows whose columns widen when they have to, JSON objects
   * or YAML documents one after the other.
   */
  <T> Consumer<T> stream(Context context, List<Column<T>> columns) {
    PrintStream out = context.out();
    return switch (format) {
      case TABLE -> Table.rows(out, columns, style(context));
      case CSV -> {
        Table.printCsv(out, columns, List.of(), hideHeader);
        yield item -> Table.printCsv(out, columns, List.of(item), true);
      }
      case JSON -> item -> Documents.print(out, Json.mapper().valueToTree(item), false, pretty);
      case YAML ->
          item -> {
            out.println("---");
            Documents.print(out, Json.mapper().valueToTree(item), true, pretty);
          };
    };
  }

  private Table.Style style(Context context) {
    Table.Style style = Table.Style.of(context, utc);
    return new Table.Style(hideHeader, wide, style.times(), style.width(), style.colour());
  }
}
