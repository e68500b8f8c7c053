// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A type of engine, input source or publisher, as the module that implements it describes it: its
 * name, its parameters and what else must hold. Jobs are validated and completed from this alone,
 * also where the implementation is not installed. A value.
 *
 * @param name the type in job files, in its usual spelling; compared in any case
 * @param params in the order in which people should read them
 * @param check what the table of parameters cannot say
 */
public record SpecType(String name, List<Param> params, Check check) {
  /** What a parameter holds. */
  public enum Kind {
    TEXT("text"),
    FLAG("true or false"),
    TEXTS("a list of texts"),
    TEXT_MAP("a map of names to texts"),
    /** A path on the node; a client takes a relative one from the folder of the job file. */
    HOST_PATH("text"),
    /** A path as the task sees it; one without a slash at its beginning starts at the root. */
    TASK_PATH("text");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean accepts(Object value) {
      return switch (this) {
        case TEXT, HOST_PATH, TASK_PATH -> value instanceof String;
        case FLAG -> value instanceof Boolean;
        case TEXTS -> value instanceof List<?> list && list.stream().allMatch(SpecType::isScalar);
        case TEXT_MAP ->
            value instanceof Map<?, ?> map && map.values().stream().allMatch(SpecType::isScalar);
      };
    }
  }

  /** A parameter of a type. {@code allowed} is empty when any value of its kind will do. */
  public record Param(String name, Kind kind, boolean required, List<String> allowed) {
    public Param {
      allowed = List.copyOf(allowed);
    }

    public static Param required(String name, Kind kind) {
      return new Param(name, kind, true, List.of());
    }

    public static Param optional(String name, Kind kind) {
      return new Param(name, kind, false, List.of());
    }

    public static Param oneOf(String name, String... allowed) {
      return new Param(name, Kind.TEXT, false, List.of(allowed));
    }
  }

  /** Looks at what the table of parameters cannot say. Must not do I/O. */
  @FunctionalInterface
  public interface Check {
    Check NONE = (task, spec, problems) -> {};

    /**
     * Checks a spec of the type in its task. Parameters may be absent or of the wrong kind here;
     * that is reported already.
     */
    void check(Task task, SpecConfig spec, Problems problems);
  }

  /** Takes what a {@link Check} finds. */
  @FunctionalInterface
  public interface Problems {
    /**
     * Takes one finding.
     *
     * @param param the parameter that is wrong
     * @param message what is wrong and what would be right
     */
    void report(String param, String message);
  }

  public SpecType {
    params = List.copyOf(params);
  }

  /** A type whose parameters say it all. */
  public SpecType(String name, Param... params) {
    this(name, List.of(params), Check.NONE);
  }

  /** The parameter of that name in any case. */
  Optional<Param> param(String wanted) {
    return params.stream().filter(param -> param.name().equalsIgnoreCase(wanted)).findFirst();
  }

  /** The spec with all parameters of a kind changed that are there as texts. */
  public SpecConfig mapTexts(Kind kind, SpecConfig spec, UnaryOperator<String> change) {
    SpecConfig changed = spec;
    for (Param param : params) {
      if (param.kind() == kind) {
        changed = changed.mapText(param.name(), change);
      }
    }
    return changed;
  }

  List<String> paramNames() {
    return params.stream().map(Param::name).toList();
  }

  /** The parameter names, sorted, for messages. */
  String paramWords() {
    return params.isEmpty()
        ? "none"
        : paramNames().stream().sorted().collect(Collectors.joining(", "));
  }

  private static boolean isScalar(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }
}
