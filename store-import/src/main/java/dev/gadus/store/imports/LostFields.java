// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import java.util.Map;
import java.util.TreeMap;

/** Counts the fields that imported records have and ours have no place for. */
final class LostFields {
  /** Enough to see what is lost; maps with free keys could make millions. */
  static final int MAX_FIELDS = 100;

  private final Map<String, Long> counts = new TreeMap<>();

  /** Compares a record with what became of it. */
  void compare(String kind, ObjectNode source, Object record) {
    compareTrees(kind, source, Json.mapper().valueToTree(record));
  }

  private void compareTrees(String path, JsonNode source, JsonNode target) {
    if (source.isObject()) {
      for (Map.Entry<String, JsonNode> member : source.properties()) {
        String name = path + "." + member.getKey();
        JsonNode kept = BacalhauRecords.member(target, member.getKey());
        if (!kept.isMissingNode()) {
          compareTrees(name, member.getValue(), kept);
        } else if (!isNothing(member.getValue())
            && (counts.size() < MAX_FIELDS || counts.containsKey(name))) {
          counts.merge(name, 1L, Long::sum);
        }
      }
    } else if (source.isArray()) {
      for (int i = 0; i < source.size(); i++) {
        compareTrees(path, source.get(i), target.path(i));
      }
    }
  }

  /** What means the same whether it is written or not. */
  private static boolean isNothing(JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isNumber() && value.doubleValue() == 0)
        || (value.isBoolean() && !value.booleanValue());
  }

  Map<String, Long> counts() {
    return counts;
  }
}
