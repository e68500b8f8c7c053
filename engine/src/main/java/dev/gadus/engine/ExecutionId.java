// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import java.util.regex.Pattern;

/**
 * Which ids of jobs and executions can be part of a file's name. Ids come from other nodes, and
 * folders and files of a node are named after them.
 */
public final class ExecutionId {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private ExecutionId() {}

  /** Whether an id can name a file. */
  public static boolean isValid(String id) {
    return ID.matcher(id).matches();
  }

  /**
   * The id, when it can name a file.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static String require(String id) {
    if (!isValid(id)) {
      throw new IllegalArgumentException(
          "an execution's id must be made of letters, digits, dots, underscores and dashes, got executionId="
              + id);
    }
    return id;
  }
}
