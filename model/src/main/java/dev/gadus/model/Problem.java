// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * One thing that is wrong with a job.
 *
 * @param path where, as in {@code Tasks[0].Engine.Type}; empty for the job as a whole
 * @param position the place in the file, when the job came from one
 * @param message what is wrong and what would be right
 */
public record Problem(String path, Optional<Position> position, String message) {
  /** As one reads a file; what has no place in it comes first. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(
          problem -> problem.position().orElse(Position.BEFORE_ALL),
          Comparator.comparingInt(Position::line).thenComparingInt(Position::column));

  /** A place in a text, both counted from 1. */
  public record Position(int line, int column) {
    private static final Position BEFORE_ALL = new Position(0, 0);
  }

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
