package dev.gadus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of commands that show a list, and the showing. */
final class ListOutput {
  @Option(
      names = "--output",
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

  boolean isTable() {
    return format == OutputFormat.TABLE;
  }

  /**
   * Shows the items: in a table or CSV by columns, in JSON and YAML as the bare array of what the
   * API sent.
   */
  <T> void print(PrintStream out, List<Column<T>> columns, List<T> items) {
    switch (format) {
      case TABLE -> Table.print(out, columns, items, hideHeader, wide);
      case CSV -> Table.printCsv(out, columns, items, hideHeader);
      case JSON, YAML -> {
        JsonNode array = Json.mapper().valueToTree(items);
        Documents.print(out, array, format == OutputFormat.YAML, pretty);
      }
    }
  }
}
