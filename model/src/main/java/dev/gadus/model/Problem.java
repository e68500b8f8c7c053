// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.Optional;

/**
 * One thing that is wrong with a job.
 *
 * @param path where, as in {@code Tasks[0].Engine.Type}; empty for the job as a whole
 * @param position the place in the file, when the job came from one
 * @param message what is wrong and what would be right
 */
public record Problem(String path, Optional<Position> position, String message) {
  /** A place in a text, both counted from 1. */
  public record Position(int line, int column) {}

  static Problem at(String path, String message) {
    return new Problem(path, Optional.empty(), message);
  }

  /** One line for people: place, path, message. */
  @Override
  public String toString() {
    String place =
        position.map(at -> "line " + at.line() + ", column " + at.column() + ": ").orElse("");
    return place + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
