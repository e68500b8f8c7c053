// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import dev.gadus.model.GadusException;
import java.io.Serial;
import java.util.List;

/** A configuration that cannot be used; says everything that is wrong with it at once. */
public final class ConfigurationException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Says what is wrong: at least one problem, each with the setting that has it. */
  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems), "", null);
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<String> problems() {
    return problems == null ? List.of() : problems;
  }
}
