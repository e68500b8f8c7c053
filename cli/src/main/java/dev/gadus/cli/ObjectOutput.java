// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** The options of commands that show one thing as a document. */
final class ObjectOutput {
  @Option(
      names = "--output",
      defaultValue = "yaml",
      paramLabel = "FORMAT",
      description = "json or yaml (default: yaml).")
  private Format format = Format.YAML;

  @Option(names = "--pretty", description = "Indent JSON.")
  private boolean pretty;

  private enum Format {
    JSON,
    YAML
  }

  void print(PrintStream out, Object value) {
    JsonNode tree = Json.mapper().valueToTree(value);
    Documents.print(out, tree, format == Format.YAML, pretty);
  }
}
