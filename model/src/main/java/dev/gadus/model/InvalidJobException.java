// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.List;
import java.util.stream.Collectors;

/** A job that cannot be taken; says everything that is wrong with it, so it is mended in one go. */
public final class InvalidJobException extends GadusException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidJobException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), "", null);
    this.problems = List.copyOf(problems);
  }

  /** At least one: those of a file in the order of its lines, else in that of the job's fields. */
  public List<Problem> problems() {
    return problems;
  }
}
