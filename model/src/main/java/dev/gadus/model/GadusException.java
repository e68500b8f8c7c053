// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The root of what Gadus throws on purpose, outside of the storage engine: something could not be
 * done, nothing was changed by it, and the text says so to the person who asked. A module has one
 * sealed class below this one, and in it a nested type for each condition.
 */
public abstract class GadusException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String text;
  private final String hint;

  /**
   * Says what could not be done.
   *
   * @param text what was attempted, with which values, and what was found
   * @param hint what would be right, or whom to ask; empty when the text says it all
   */
  protected GadusException(String text, String hint, @Nullable Throwable cause) {
    super(text, cause);
    this.text = text;
    this.hint = hint;
  }

  /** What could not be done, for people; the message, which is never absent. */
  public final String text() {
    return text;
  }

  /** What to do about it, for people; empty when there is nothing to add. */
  public final String hint() {
    return hint;
  }
}
