// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * Another process, or another open database in this one, held the file's lock for longer than the
 * timeout.
 */
public final class LockTimeoutException extends BoltException {
  private static final long serialVersionUID = 1L;

  LockTimeoutException(String detail) {
    super("timeout", detail);
  }
}
