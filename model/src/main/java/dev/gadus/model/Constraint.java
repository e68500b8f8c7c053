// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a node's labels must be for it to run a job.
 *
 * @param operator one of {@link #OPERATORS}
 */
public record Constraint(
    @JsonProperty("Key") String key,
    @JsonProperty("Operator") String operator,
    @JsonProperty("Values") List<String> values) {
  public static final List<String> OPERATORS =
      List.of("in", "notin", "exists", "!", "=", "==", "!=", "gt", "lt");

  public Constraint {
    key = Defaults.text(key).strip();
    operator = Defaults.text(operator).strip();
    values = Defaults.list(values);
  }

  /** True when a node with these labels is allowed. A malformed constraint allows none. */
  public boolean allows(java.util.Map<String, String> labels) {
    String label = labels.get(key);
    return switch (operator) {
      case "in", "=", "==" -> label != null && values.contains(label);
      case "notin", "!=" -> label == null || !values.contains(label);
      case "exists" -> label != null;
      case "!" -> label == null;
      case "gt" -> label != null && compare(label) > 0;
      case "lt" -> label != null && compare(label) < 0;
      default -> false;
    };
  }

  /** The label against the one value, as whole numbers; 0 when either is none. */
  private int compare(String label) {
    try {
      return Long.compare(Long.parseLong(label), Long.parseLong(values.getFirst()));
    } catch (NumberFormatException notNumbers) {
      return 0;
    }
  }
}
