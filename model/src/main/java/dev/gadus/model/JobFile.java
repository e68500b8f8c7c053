// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files in which people write jobs, in YAML or JSON. Unlike the API it takes no unknown
 * key and no wrong type in silence: whoever wrote it wants to know.
 */
public final class JobFile {
  /** As much as the API takes in one request. */
  public static final int MAX_BYTES = 10_000_000;

  private final LocatedTree tree;
  private final TaskTypes types;
  private final List<Problem> problems = new ArrayList<>();

  private JobFile(LocatedTree tree, TaskTypes types) {
    this.tree = tree;
    this.types = types;
    this.problems.addAll(tree.problems());
  }

  /**
   * The job that a text describes, without id, name or namespace where it gives none.
   *
   * @param types what its task may name
   * @throws InvalidJobException when anything is wrong with it, with every problem and its place
   */
  public static Job read(String text, TaskTypes types) {
    if (text.length() > MAX_BYTES) {
      throw new InvalidJobException(
          List.of(Problem.at("", "the file is larger than " + MAX_BYTES + " bytes")));
    }
    return new JobFile(LocatedTree.parse(text), types).job();
  }

  private Job job() {
    JsonNode shaped = shape(Shape.JOB, tree.root(), "");
    boolean typed = requireType(shaped);
    Optional<Job> job = typed ? bind(shaped) : Optional.empty();
    job.map(read -> JobValidator.validate(read, types)).orElse(List.of()).forEach(this::add);
    if (!problems.isEmpty() || job.isEmpty()) {
      problems.sort(Problem.BY_PLACE);
      throw new InvalidJobException(problems);
    }
    return job.get();
  }

  private Optional<Job> bind(JsonNode shaped) {
    try {
      return Optional.of(Json.mapper().treeToValue(shaped, Job.class));
    } catch (JsonProcessingException e) {
      // The shape was checked, so this is a value that no check above knows.
      report("", e.getOriginalMessage());
      return Optional.empty();
    }
  }

  /** Adds what the validator found, unless it is about a value whose shape is wrong already. */
  private void add(Problem found) {
    boolean known =
        problems.stream()
            .map(Problem::path)
            .anyMatch(path -> isWithin(path, found.path()) || isWithin(found.path(), path));
    if (!known) {
      report(found.path(), found.message());
    }
  }

  private static boolean isWithin(String path, String outer) {
    return path.equals(outer) || path.startsWith(outer + ".") || path.startsWith(outer + "[");
  }

  private boolean requireType(JsonNode shaped) {
    JsonNode type = shaped.path("Type");
    if (!shaped.isObject()) {
      return false;
    }
    int before = problems.size();
    if (!type.isTextual() || type.textValue().isBlank()) {
      report("Type", "a job needs a Type: one of " + JobType.allowed());
    } else if (JobType.find(type.textValue()).isEmpty()) {
      List<String> known = List.of(JobType.allowed().split(", "));
      report(
          "Type",
          "unknown job type '%s'; allowed: %s%s"
              .formatted(
                  type.textValue(),
                  JobType.allowed(),
                  NearWords.suggestion(type.textValue(), known)));
    }
    return problems.size() == before;
  }

  /** The node in the spelling of the API, with a report for everything that is not as it should. */
  private JsonNode shape(Shape shape, JsonNode node, String path) {
    if (node.isNull()) {
      return node;
    }
    return switch (shape) {
      case Shape.Text _ -> text(node, path);
      case Shape.Whole _ -> whole(node, path);
      case Shape.Any _ -> node;
      case Shape.ListOf list -> list(list, node, path);
      case Shape.MapOf map -> map(map, node, path);
      case Shape.Fields fields -> fields(fields, node, path);
    };
  }

  private JsonNode text(JsonNode node, String path) {
    if (node.isTextual()) {
      return node;
    }
    if (node.isValueNode()) {
      return JsonNodeFactory.instance.textNode(tree.spellings().getOrDefault(path, node.asText()));
    }
    return wrong(node, path, "a text");
  }

  private JsonNode whole(JsonNode node, String path) {
    return node.isIntegralNumber() && node.canConvertToInt()
        ? node
        : wrong(node, path, "a whole number");
  }

  private JsonNode list(Shape.ListOf list, JsonNode node, String path) {
    if (!(node instanceof ArrayNode array)) {
      return wrong(node, path, "a list");
    }
    ArrayNode shaped = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < array.size(); i++) {
      String element = LocatedTree.child(path, i);
      if (array.get(i).isNull()) {
        report(element, "is empty; remove it or fill it in");
      } else {
        shaped.add(shape(list.element(), array.get(i), element));
      }
    }
    return shaped;
  }

  private JsonNode map(Shape.MapOf map, JsonNode node, String path) {
    if (!(node instanceof ObjectNode object)) {
      return wrong(node, path, "a map of names to values");
    }
    ObjectNode shaped = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(field -> {
          String where = LocatedTree.child(path, field.getKey());
          if (field.getValue().isNull() && map.value() instanceof Shape.Text) {
            report(where, "has no value");
          } else {
            shaped.set(field.getKey(), shape(map.value(), field.getValue(), where));
          }
        });
    return shaped;
  }

  private JsonNode fields(Shape.Fields fields, JsonNode node, String path) {
    if (!(node instanceof ObjectNode object)) {
      return wrong(
          node, path, "a map with the keys " + String.join(", ", fields.fields().keySet()));
    }
    ObjectNode shaped = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> given : object.properties()) {
      field(fields, given, path, shaped);
    }
    return shaped;
  }

  private void field(
      Shape.Fields fields, Map.Entry<String, JsonNode> given, String path, ObjectNode shaped) {
    String where = LocatedTree.child(path, given.getKey());
    for (Map.Entry<String, Shape> known : fields.fields().entrySet()) {
      if (known.getKey().equalsIgnoreCase(given.getKey())) {
        if (shaped.has(known.getKey())) {
          report(where, "stands twice, since keys are the same in any case");
        } else {
          shaped.set(known.getKey(), shape(known.getValue(), given.getValue(), where));
        }
        return;
      }
    }
    unknown(fields, given.getKey(), where);
  }

  private void unknown(Shape.Fields fields, String given, String where) {
    if (fields.server().stream().anyMatch(given::equalsIgnoreCase)) {
      report(where, "is set by the server; remove it");
    } else {
      report(
          where,
          "unknown key; allowed: %s%s"
              .formatted(
                  String.join(", ", fields.fields().keySet()),
                  NearWords.suggestion(given, fields.fields().keySet())));
    }
  }

  private JsonNode wrong(JsonNode node, String path, String wanted) {
    String found =
        switch (node.getNodeType()) {
          case OBJECT -> "a map";
          case ARRAY -> "a list";
          case STRING -> "the text '" + node.textValue() + "'";
          case NUMBER -> "the number " + node.asText();
          case BOOLEAN -> node.asText();
          case NULL, MISSING, BINARY, POJO -> "nothing";
        };
    report(path, "must be %s, found %s".formatted(wanted, found));
    return JsonNodeFactory.instance.nullNode();
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, tree.position(path), message));
  }
}
