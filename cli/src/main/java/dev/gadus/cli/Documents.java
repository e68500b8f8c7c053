// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import dev.gadus.model.Yaml;
import java.io.PrintStream;

/** Prints trees for programs. */
final class Documents {
  private Documents() {}

  static void print(PrintStream out, JsonNode tree, boolean yaml, boolean pretty) {
    if (yaml) {
      out.print(Yaml.write(tree));
      return;
    }
    try {
      out.println(
          pretty
              ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree)
              : Json.mapper().writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree", e);
    }
  }
}
