// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gadus.model.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request of the API, read by the API's rules: names are the same in any case, an empty value
 * is an absent one, and parameters come from the query for GET and DELETE and from the body for PUT
 * and POST.
 *
 * @param path the parts of the path that stand for something, by name
 * @param query the query's parameters by lower-case name
 * @param body the JSON body; missing when there was none
 * @param headers the headers by lower-case name
 */
record Call(
    Map<String, String> path,
    Map<String, List<String>> query,
    JsonNode body,
    Map<String, String> headers) {

  /** The part of the path of that name. */
  String path(String name) {
    return path.getOrDefault(name, "");
  }

  /** The query's parameter of that name; empty when it is absent. */
  String text(String name) {
    return texts(name).stream().findFirst().orElse("");
  }

  /** Every value of a parameter that may repeat. */
  List<String> texts(String name) {
    return query.getOrDefault(name, List.of()).stream().filter(value -> !value.isEmpty()).toList();
  }

  /** True when the query's parameter says so; absent means false. */
  boolean flag(String name) {
    String text = text(name);
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "false", "0", "f" -> false;
      case "true", "1", "t" -> true;
      default ->
          throw ApiException.badRequest("%s=%s: must be true or false".formatted(name, text));
    };
  }

  /** The whole number from 0 to {@code most} in the query; absent means 0. */
  long number(String name, long most) {
    String text = text(name);
    if (text.isEmpty()) {
      return 0;
    }
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException _) {
      number = -1;
    }
    if (number < 0 || number > most) {
      throw ApiException.badRequest(
          "%s=%s: must be a whole number from 0 to %d".formatted(name, text, most));
    }
    return number;
  }

  /** The parameter as one of the allowed words; absent means the first. */
  String word(String name, String... allowed) {
    String text = text(name);
    if (text.isEmpty()) {
      return allowed[0];
    }
    return Arrays.stream(allowed)
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(() ->
            ApiException.badRequest(
                "%s=%s: must be one of %s".formatted(name, text, String.join(", ", allowed))));
  }

  String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /** The body's field of that name in any case; missing when it is absent or null. */
  JsonNode field(String name) {
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (field.getKey().equalsIgnoreCase(name) && !field.getValue().isNull()) {
        return field.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  /** The body's text of that name; empty when it is absent. */
  String bodyText(String name) {
    JsonNode field = field(name);
    if (!field.isMissingNode() && !field.isTextual()) {
      throw ApiException.badRequest("%s: must be a text".formatted(name));
    }
    return field.asText("");
  }

  /** The body's truth value of that name; absent means false. */
  boolean bodyFlag(String name) {
    JsonNode field = field(name);
    if (!field.isMissingNode() && !field.isBoolean()) {
      throw ApiException.badRequest("%s: must be true or false".formatted(name));
    }
    return field.asBoolean(false);
  }

  /** Where in a body something is, as in {@code Job.Tasks[0].Env.DEBUG}. */
  private static String path(String name, JsonMappingException e) {
    StringBuilder path = new StringBuilder(name);
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append('.').append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** The body's object of that name as a record. */
  <T> Optional<T> bodyObject(String name, Class<T> type) {
    JsonNode field = field(name);
    if (field.isMissingNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.strictMapper().treeToValue(field, type));
    } catch (InvalidNullException e) {
      throw ApiException.badRequest(
          "%s: is null; remove it or give it a value".formatted(path(name, e)));
    } catch (JsonProcessingException e) {
      throw ApiException.badRequest(
          "%s: %s".formatted(name, e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }
}
