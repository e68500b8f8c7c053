// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of commands that show one thing as a document. */
final class ObjectOutput {
  @Option(
      names = {"-o", "--output"},
      defaultValue = "yaml",
      paramLabel = "FORMAT",
      description = "yaml, json or table, a line for each value (default: yaml).")
  private Format format = Format.YAML;

  @Option(names = "--pretty", description = "Indent JSON.")
  private boolean pretty;

  private enum Format {
    JSON,
    YAML,
    TABLE
  }

  void print(PrintStream out, Object value) {
    JsonNode tree = Json.mapper().valueToTree(value);
    switch (format) {
      case JSON, YAML -> Documents.print(out, tree, format == Format.YAML, pretty);
      case TABLE -> {
        Map<String, String> lines = new LinkedHashMap<>();
        flatten("", tree, lines);
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((name, text) ->
            out.printf("%s%s = %s%n", name, " ".repeat(width - name.length()), text));
      }
    }
  }

  /** A line for each value, named by the way to it; lists of plain values are one. */
  private static void flatten(String name, JsonNode tree, Map<String, String> lines) {
    String prefix = name.isEmpty() ? "" : name + ".";
    if (tree.isObject()) {
      tree.properties().forEach(one -> flatten(prefix + one.getKey(), one.getValue(), lines));
    } else if (tree.isArray() && tree.valueStream().anyMatch(JsonNode::isContainerNode)) {
      for (int i = 0; i < tree.size(); i++) {
        flatten(prefix + i, tree.get(i), lines);
      }
    } else if (tree.isArray()) {
      lines.put(name, tree.valueStream().map(ObjectOutput::text).collect(Collectors.joining(", ")));
    } else {
      lines.put(name, text(tree));
    }
  }

  private static String text(JsonNode value) {
    return Table.oneLine(value.asText());
  }
}
