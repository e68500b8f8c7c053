// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A YAML or JSON text as a tree that knows where in the text each of its values stands. Scalars
 * keep the spelling of the text: {@code 1.10} stays {@code 1.10} where a text is wanted.
 *
 * @param positions by path, as in {@code Tasks[0].Engine.Type}
 * @param problems keys that stand twice; the first counts
 */
record LocatedTree(
    JsonNode root,
    Map<String, Problem.Position> positions,
    Map<String, String> spellings,
    List<Problem> problems) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonFactory YAML = new YAMLFactory();

  /**
   * Reads a text; one that begins with a brace is JSON, any other is YAML.
   *
   * @throws InvalidJobException when it is neither
   */
  static LocatedTree parse(String text) {
    JsonFactory format = text.stripLeading().startsWith("{") ? JSON : YAML;
    Map<String, Problem.Position> positions = new HashMap<>();
    Map<String, String> spellings = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    try (JsonParser parser = format.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new InvalidJobException(List.of(Problem.at("", "the file is empty")));
      }
      JsonNode root = new Reader(parser, positions, spellings, problems).value("", 0);
      if (parser.nextToken() != null) {
        throw new InvalidJobException(
            List.of(
                new Problem(
                    "",
                    Optional.of(position(parser.currentTokenLocation())),
                    "a job file holds one job, and here another document begins")));
      }
      return new LocatedTree(root, positions, spellings, problems);
    } catch (JsonProcessingException e) {
      throw new InvalidJobException(List.of(SyntaxProblem.of(e, text)));
    } catch (IOException e) {
      throw new IllegalStateException("reading from a string failed", e);
    }
  }

  private static Problem.Position position(JsonLocation location) {
    return new Problem.Position(location.getLineNr(), location.getColumnNr());
  }

  /** The place of a path, or of the nearest thing around it that stands in the text. */
  Optional<Problem.Position> position(String path) {
    String at = path;
    while (true) {
      Problem.Position found = positions.get(at);
      if (found != null) {
        return Optional.of(found);
      }
      if (at.isEmpty()) {
        return Optional.empty();
      }
      int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = cut < 0 ? "" : at.substring(0, cut);
    }
  }

  static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static String child(String path, int index) {
    return path + "[" + index + "]";
  }

  private record Reader(
      JsonParser parser,
      Map<String, Problem.Position> positions,
      Map<String, String> spellings,
      List<Problem> problems) {
    JsonNode value(String path, int depth) throws IOException {
      positions.putIfAbsent(path, position(parser.currentTokenLocation()));
      if (depth > Json.MAX_DEPTH) {
        throw new InvalidJobException(
            List.of(
                new Problem(
                    path,
                    Optional.of(position(parser.currentTokenLocation())),
                    "is nested deeper than " + Json.MAX_DEPTH)));
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> object(path, depth);
        case START_ARRAY -> array(path, depth);
        default -> scalar(path);
      };
    }

    private JsonNode object(String path, int depth) throws IOException {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        // A field is found at its key, which is what a person looks for.
        Problem.Position at = position(parser.currentTokenLocation());
        parser.nextToken();
        if (node.has(name)) {
          twice(child(path, name), at);
          parser.skipChildren();
        } else {
          positions.put(child(path, name), at);
          node.set(name, value(child(path, name), depth + 1));
        }
      }
      return node;
    }

    private void twice(String path, Problem.Position at) {
      Problem.Position first = positions.getOrDefault(path, at);
      problems.add(
          new Problem(
              path,
              Optional.of(at),
              "the key stands twice, the first time in line %d; remove one"
                  .formatted(first.line())));
    }

    private JsonNode array(String path, int depth) throws IOException {
      ArrayNode node = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        node.add(value(child(path, node.size()), depth + 1));
      }
      return node;
    }

    private JsonNode scalar(String path) throws IOException {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      spellings.put(path, parser.getText());
      return switch (parser.currentToken()) {
        case VALUE_STRING -> nodes.textNode(parser.getText());
        case VALUE_NUMBER_INT -> nodes.numberNode(parser.getBigIntegerValue());
        case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
        case VALUE_TRUE -> nodes.booleanNode(true);
        case VALUE_FALSE -> nodes.booleanNode(false);
        default -> nodes.nullNode();
      };
    }
  }
}
