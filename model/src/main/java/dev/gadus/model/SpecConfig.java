// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A type with its parameters: how engines, input sources, publishers and results are all written.
 *
 * @param type the type, without surrounding space; empty for none. Compared in any case
 * @param params JSON values: strings, numbers, booleans, lists and maps of these
 */
public record SpecConfig(
    @JsonProperty("Type") String type,
    @JsonProperty("Params")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonSetter(contentNulls = Nulls.SET)
        Map<String, Object> params) {
  public static final SpecConfig NONE = new SpecConfig("", Map.of());

  public SpecConfig {
    type = Defaults.text(type).strip();
    params = Defaults.map(params);
  }

  public static SpecConfig of(String type) {
    return new SpecConfig(type, Map.of());
  }

  public boolean isNone() {
    return type.isEmpty();
  }

  public boolean isType(String wanted) {
    return type.equalsIgnoreCase(wanted);
  }

  /** The parameter of that name in any case, since clients differ in their spelling. */
  public Optional<Object> param(String name) {
    Object exact = params.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    return params.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The parameter as text; empty when it is absent or not a string. */
  public Optional<String> text(String name) {
    return param(name).filter(String.class::isInstance).map(String.class::cast);
  }

  /** The same with a parameter's text changed, if it is there. */
  public SpecConfig mapText(String name, UnaryOperator<String> change) {
    Map<String, Object> changed = new LinkedHashMap<>(params);
    changed.replaceAll((key, value) ->
        key.equalsIgnoreCase(name) && value instanceof String text ? change.apply(text) : value);
    return new SpecConfig(type, changed);
  }

  /** The parameter as a list of strings; empty when it is absent or not a list. */
  public List<String> texts(String name) {
    @Nullable Object value = param(name).orElse(null);
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    return list.stream().map(String::valueOf).toList();
  }

  /** The parameter as texts by name; empty when it is absent or not a map. */
  public Map<String, String> textMap(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (param(name).orElse(null) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
    }
    return texts;
  }
}
