// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A folder whose content is kept when the program ended.
 *
 * @param name the folder's name in the results
 * @param path the absolute path at which the program writes it
 */
public record ResultPath(@JsonProperty("Name") String name, @JsonProperty("Path") String path) {
  /** The file of every result with what the program printed on standard output. */
  public static final String STDOUT = "stdout";

  /** The file of every result with what the program printed on standard error. */
  public static final String STDERR = "stderr";

  /** The file of every result with the program's exit code. */
  public static final String EXIT_CODE = "exitCode";

  /** File systems take names of 255 bytes, and publishers may add to a name. */
  public static final int MAX_NAME_BYTES = 200;

  private static final Set<String> TAKEN_NAMES = Set.of(STDOUT, STDERR, EXIT_CODE);

  public ResultPath {
    name = Defaults.text(name);
    path = Defaults.text(path);
  }

  /** What is wrong with the name, which becomes that of a folder; empty when nothing is. */
  public Optional<String> nameProblem() {
    if (name.isBlank()) {
      return Optional.of("is missing or blank");
    }
    if (name.indexOf(0) >= 0) {
      return Optional.of("has a NUL");
    }
    if (name.contains("/") || name.contains("\\") || name.equals(".") || name.equals("..")) {
      return Optional.of(
          "'%s' becomes a folder: it has no slashes and is not . or ..".formatted(name));
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      return Optional.of(
          "'%s' becomes a folder: it has at most %d bytes in UTF-8"
              .formatted(name, MAX_NAME_BYTES));
    }
    return TAKEN_NAMES.contains(name)
        ? Optional.of("'%s' is a file that every result has; choose another name".formatted(name))
        : Optional.empty();
  }
}
