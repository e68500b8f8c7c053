// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import picocli.CommandLine.Option;

/** {@code --output}, of the commands whose results a script may want as JSON. */
final class OutputOption {
  @Option(
      names = "--output",
      paramLabel = "KIND",
      defaultValue = "text",
      description =
          "What is printed: text|json (default: text, which is what Go's command prints; json is"
              + " an addition).")
  private String kind = "text";

  /** Says whether JSON is wanted. */
  boolean isJson() {
    return switch (kind) {
      case "text" -> false;
      case "json" -> true;
      default ->
          throw new Failure("unsupported output: " + GoText.quote(kind) + " (one of text|json)");
    };
  }

  /**
   * Says whether JSON is wanted; then a format, which says how text shows bytes, means nothing and
   * is refused.
   */
  boolean isJson(Format format) {
    boolean json = isJson();
    if (json && format != Format.AUTO) {
      throw new Failure("--output json takes no format: JSON has text as it is, and bytes as hex");
    }
    return json;
  }
}
