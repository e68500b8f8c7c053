// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The engines, input sources and publishers that Gadus has, with their parameters: the table from
 * which jobs are validated and documented.
 */
public final class Specs {
  /** What a parameter holds. */
  public enum Kind {
    TEXT("text"),
    FLAG("true or false"),
    TEXTS("a list of texts");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean accepts(Object value) {
      return switch (this) {
        case TEXT -> value instanceof String;
        case FLAG -> value instanceof Boolean;
        case TEXTS -> value instanceof List<?> list && list.stream().allMatch(Specs::isScalar);
      };
    }
  }

  /** A parameter of a type. {@code allowed} is empty when any value of its kind will do. */
  public record Param(String name, Kind kind, boolean required, List<String> allowed) {}

  /** A type with its parameters. */
  public record Type(String name, List<Param> params) {}

  public static final Map<String, Type> ENGINES =
      table(
          new Type(
              "wasm",
              List.of(
                  required("EntryModule", Kind.TEXT),
                  optional("Entrypoint", Kind.TEXT),
                  optional("Parameters", Kind.TEXTS),
                  optional("ImportModules", Kind.TEXTS))));

  public static final Map<String, Type> INPUT_SOURCES =
      table(
          new Type("local", localParams()),
          // The former name of "local"; clients of old still send it.
          new Type("localDirectory", localParams()),
          new Type("inline", List.of(required("URL", Kind.TEXT))));

  public static final Map<String, Type> PUBLISHERS = table(new Type("local", List.of()));

  private Specs() {}

  private static List<Param> localParams() {
    return List.of(
        required("SourcePath", Kind.TEXT),
        optional("ReadWrite", Kind.FLAG),
        new Param("CreateAs", Kind.TEXT, false, List.of("dir", "file", "noCreate")));
  }

  private static Param required(String name, Kind kind) {
    return new Param(name, kind, true, List.of());
  }

  private static Param optional(String name, Kind kind) {
    return new Param(name, kind, false, List.of());
  }

  private static Map<String, Type> table(Type... types) {
    Map<String, Type> table = new LinkedHashMap<>();
    for (Type type : types) {
      table.put(type.name(), type);
    }
    return java.util.Collections.unmodifiableMap(table);
  }

  private static boolean isScalar(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  /** The type of that name in any case. */
  public static Optional<Type> find(Map<String, Type> table, String name) {
    return table.values().stream().filter(type -> type.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The names of a table, for messages. */
  static String names(Map<String, Type> table) {
    return String.join(", ", table.keySet());
  }

  /** The parameter names of a type, sorted, for messages. */
  static String paramNames(Type type) {
    return type.params().isEmpty()
        ? "none"
        : type.params().stream()
            .map(Param::name)
            .sorted(Comparator.naturalOrder())
            .collect(Collectors.joining(", "));
  }
}
