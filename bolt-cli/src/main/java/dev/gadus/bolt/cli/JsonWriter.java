// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.MemorySegment;

/**
 * Writes one JSON document as it comes, a member or an element a line, so that neither a long list
 * nor a large value is ever in memory. Whoever writes opens and closes in the right order.
 *
 * <p>Bytes are members of one of two names: {@code key} with a string when they are UTF-8, and
 * {@code keyHex} with hexadecimal digits when they are not.
 */
final class JsonWriter {
  private static final String INDENT = "  ";

  private final Output output;
  private int depth;

  /** Whether something stands before in the same object or list, so that a comma is due. */
  private boolean following;

  JsonWriter(Output output) {
    this.output = output;
  }

  /** Begins an object that stands alone or in a list. */
  JsonWriter object() {
    place();
    return open("{");
  }

  JsonWriter object(String name) {
    return name(name).open("{");
  }

  JsonWriter list(String name) {
    return name(name).open("[");
  }

  JsonWriter endObject() {
    return close("}");
  }

  JsonWriter endList() {
    return close("]");
  }

  JsonWriter number(String name, long value) {
    name(name).output.print(Long.toString(value));
    return this;
  }

  /** Writes a number of 64 bits without a sign. */
  JsonWriter unsigned(String name, long value) {
    name(name).output.print(Long.toUnsignedString(value));
    return this;
  }

  /** Writes an unsigned number as an element of a list. */
  JsonWriter unsigned(long value) {
    place();
    output.print(Long.toUnsignedString(value));
    return this;
  }

  JsonWriter flag(String name, boolean value) {
    name(name).output.print(Boolean.toString(value));
    return this;
  }

  JsonWriter text(String name, String value) {
    name(name);
    GoText.json(GoText.segment(value), output);
    return this;
  }

  JsonWriter bytes(String name, MemorySegment value) {
    if (GoText.isUtf8(value)) {
      name(name);
      GoText.json(value, output);
    } else {
      name(name + "Hex");
      output.print("\"");
      GoText.hex(value, output);
      output.print("\"");
    }
    return this;
  }

  /** Ends the document with a line. */
  void end() {
    output.print("\n");
  }

  private JsonWriter name(String name) {
    place();
    GoText.json(GoText.segment(name), output);
    output.print(": ");
    return this;
  }

  private void place() {
    if (following) {
      output.print(",");
    }
    if (depth > 0) {
      newLine();
    }
    following = true;
  }

  private JsonWriter open(String bracket) {
    output.print(bracket);
    depth++;
    following = false;
    return this;
  }

  private JsonWriter close(String bracket) {
    depth--;
    if (following) {
      newLine();
    }
    output.print(bracket);
    following = true;
    return this;
  }

  private void newLine() {
    output.print("\n" + INDENT.repeat(depth));
  }
}
