// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** YAML as trees, for what people read and write. Job files have a reader of their own. */
public final class Yaml {
  private static final YAMLMapper MAPPER =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  private Yaml() {}

  /**
   * Reads a text; an empty one is an empty map.
   *
   * @throws IllegalArgumentException when it is not YAML; the message says where
   */
  public static JsonNode read(String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      return tree.isMissingNode() || tree.isNull() ? MAPPER.createObjectNode() : tree;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(SyntaxProblem.of(e, text).toString(), e);
    }
  }

  /** Writes a tree as one document, which ends with a line end. */
  public static String write(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree as YAML", e);
    }
  }
}
