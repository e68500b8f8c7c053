// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/** Builds the address of one call. Parameters without a value are left out. */
final class Address {
  private final String base;
  private final List<String> parameters = new ArrayList<>();

  private Address(String base) {
    this.base = base;
  }

  /** The call at {@code path}, whose {@code %s} stand for path segments from outside. */
  static Address of(URI node, String path, String... segments) {
    Object[] encoded = new Object[segments.length];
    for (int i = 0; i < segments.length; i++) {
      encoded[i] = encode(segments[i]);
    }
    return new Address(node.resolve("/api/v1/") + path.formatted(encoded));
  }

  Address with(String name, String value) {
    if (!value.isEmpty()) {
      parameters.add(name + "=" + encode(value));
    }
    return this;
  }

  Address with(String name, long value) {
    return value == 0 ? this : with(name, Long.toString(value));
  }

  Address with(String name, boolean value) {
    return value ? with(name, "true") : this;
  }

  URI uri() {
    return URI.create(parameters.isEmpty() ? base : base + "?" + String.join("&", parameters));
  }

  /** A form encoder writes spaces as plus signs, which in a path would be plus signs. */
  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
