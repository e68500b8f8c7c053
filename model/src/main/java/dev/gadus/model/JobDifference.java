// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What two jobs ask for differently. Identity, state, version and times are no part of that. */
public final class JobDifference {
  private static final Set<String> ASKED_FOR =
      Set.of("Type", "Priority", "Count", "Constraints", "Meta", "Labels", "Tasks");

  private JobDifference() {}

  /**
   * A line for each value that is only in the former job ({@code - path: value}), only in the
   * latter ({@code + path: value}), or another one there (both); none when both ask for the same.
   */
  public static List<String> between(Job former, Job latter) {
    List<String> lines = new ArrayList<>();
    compare("", askedFor(former), askedFor(latter), lines);
    return lines;
  }

  private static JsonNode askedFor(Job job) {
    return Json.mapper().<ObjectNode>valueToTree(job).retain(ASKED_FOR);
  }

  private static void compare(String path, JsonNode former, JsonNode latter, List<String> lines) {
    if (former.equals(latter)) {
      return;
    }
    if (former.isObject() && latter.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      former.fieldNames().forEachRemaining(names::add);
      latter.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String below = path.isEmpty() ? name : path + "." + name;
        compare(below, former.path(name), latter.path(name), lines);
      }
    } else if (former.isArray() && latter.isArray()) {
      for (int i = 0; i < Math.max(former.size(), latter.size()); i++) {
        compare(path + "[" + i + "]", former.path(i), latter.path(i), lines);
      }
    } else {
      if (!former.isMissingNode()) {
        lines.add("- " + path + ": " + former);
      }
      if (!latter.isMissingNode()) {
        lines.add("+ " + path + ": " + latter);
      }
    }
  }
}
