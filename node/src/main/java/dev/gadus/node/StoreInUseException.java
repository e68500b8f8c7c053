// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

/**
 * A database of the node is in use by another process, usually a node that runs. The message names
 * the file.
 */
public final class StoreInUseException extends NodeException {
  private static final long serialVersionUID = 1;

  StoreInUseException(String message, Throwable cause) {
    super(
        message,
        "stop the process that has it, or give this node a data directory of its own with --data-dir",
        cause);
  }
}
