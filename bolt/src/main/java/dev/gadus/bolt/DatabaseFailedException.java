// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * An earlier write or sync failed, so what is on the disk is no longer known for sure. The database
 * refuses every further change; reading goes on from the last commit that was acknowledged. The
 * cause is the failure itself. Closing and opening again reads the truth from the disk.
 */
public final class DatabaseFailedException extends BoltException {
  private static final long serialVersionUID = 1L;

  DatabaseFailedException(String detail, Throwable cause) {
    super("database failed", detail, cause);
  }
}
