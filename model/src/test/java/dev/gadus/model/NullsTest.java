// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Null in every list and map of a job, found by walking its record types. */
class NullsTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * A job with null at one place.
   *
   * @param path where, as in {@code /Tasks/0/Env/x}
   */
  record Case(String path, JsonNode job) {
    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Case> everyListAndMap() {
    List<Case> cases = new ArrayList<>();
    walk(Job.class, "", json -> ((ObjectNode) json).put("Type", "batch"), cases);
    return cases.stream();
  }

  /** Adds the cases below a record; {@code around} makes the job of what stands in its place. */
  private static void walk(
      Class<?> type, String path, Function<JsonNode, JsonNode> around, List<Case> cases) {
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
      if (property == null) {
        continue;
      }
      String name = property.value();
      Function<JsonNode, JsonNode> field =
          value -> around.apply(NODES.objectNode().set(name, value));
      below(component.getGenericType(), path + "/" + name, field, cases);
    }
  }

  private static void below(
      Type type, String path, Function<JsonNode, JsonNode> around, List<Case> cases) {
    if (type instanceof Class<?> record && record.isRecord()) {
      walk(record, path, around, cases);
    } else if (type instanceof ParameterizedType collection) {
      Type[] arguments = collection.getActualTypeArguments();
      Type element = arguments[arguments.length - 1];
      Function<JsonNode, JsonNode> in;
      String at;
      if (collection.getRawType() == List.class) {
        in = value -> around.apply(NODES.arrayNode().add(value));
        at = path + "/0";
      } else if (collection.getRawType() == Map.class) {
        in = value -> around.apply(NODES.objectNode().set("x", value));
        at = path + "/x";
      } else {
        return;
      }
      cases.add(new Case(at, in.apply(NODES.nullNode())));
      below(element, at, in, cases);
    }
  }

  @Test
  void theWalkFindsTheListsAndMapsThatAreKnown() {
    assertThat(everyListAndMap().map(Case::path))
        .contains(
            "/Labels/x",
            "/Meta/x",
            "/Constraints/0",
            "/Constraints/0/Values/0",
            "/Tasks/0",
            "/Tasks/0/Env/x",
            "/Tasks/0/InputSources/0/Source/Params/x",
            "/Tasks/0/Network/Domains/0");
  }

  @ParameterizedTest
  @MethodSource("everyListAndMap")
  void aUserIsToldWhereNullStands(Case missing) throws JsonProcessingException {
    if (missing.path().endsWith("/Params/x")) {
      assertThat(Json.strictMapper().treeToValue(missing.job(), Job.class))
          .as("a parameter that is null is absent")
          .isNotNull();
      return;
    }
    assertThatThrownBy(() -> Json.strictMapper().treeToValue(missing.job(), Job.class))
        .isInstanceOfSatisfying(
            InvalidNullException.class,
            e ->
                assertThat(
                        e.getPath().stream()
                            .map(step ->
                                step.getFieldName() == null
                                    ? "/" + step.getIndex()
                                    : "/" + step.getFieldName())
                            .collect(Collectors.joining()))
                    .isEqualTo(missing.path()));
  }

  /** What is stored, or comes from another program's server, must not make it unreadable. */
  @ParameterizedTest
  @MethodSource("everyListAndMap")
  void whatIsStoredIsReadWithoutTheNull(Case missing) throws JsonProcessingException {
    Job job = Json.mapper().treeToValue(missing.job(), Job.class);

    assertThat(Json.mapper().valueToTree(job).at(missing.path()).isMissingNode()).isTrue();
  }
}
