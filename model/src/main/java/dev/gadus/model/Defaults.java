// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an absent JSON field means. Clients leave fields out or send null for the same thing, so the
 * records turn both into one value and never hold null.
 */
final class Defaults {
  private Defaults() {}

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static <T> List<T> list(@Nullable List<T> value) {
    return value == null ? List.of() : value.stream().filter(Objects::nonNull).toList();
  }

  /** A copy that keeps the order of the fields, since a person wrote them in that order. */
  static <V> Map<String, V> map(@Nullable Map<String, V> value) {
    if (value == null) {
      return Map.of();
    }
    Map<String, V> present = new LinkedHashMap<>(value);
    present.values().removeIf(Objects::isNull);
    return Collections.unmodifiableMap(present);
  }

  static <T> T or(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }
}
