// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file or folder of the host that a task sees at a path of its own. Thread-safe, a value.
 *
 * @param guestPath where the task sees it: absolute, with {@code /} between names, never the root
 *     itself
 * @param hostPath the real path on the host: absolute, without symbolic links
 * @param writable whether the task may change what is in it; only a folder can be writable
 * @param lent whether others on the host may use it at the same time or later by themselves; a
 *     folder that is not lent is the execution's own, and what is in it leaves through a publisher
 */
public record Mount(String guestPath, Path hostPath, boolean writable, boolean lent) {

  public Mount {
    if (!guestPath.startsWith("/") || GuestPath.parse(guestPath).names().isEmpty()) {
      throw new IllegalArgumentException(
          "cannot mount: the path inside the task must be absolute and below the root, got guestPath="
              + guestPath);
    }
    if (!hostPath.isAbsolute()) {
      throw new IllegalArgumentException(
          "cannot mount: the host path must be absolute, got hostPath=" + hostPath);
    }
  }

  /** A file or folder that others may use as well. */
  public Mount(String guestPath, Path hostPath, boolean writable) {
    this(guestPath, hostPath, writable, true);
  }

  /**
   * Mounts an existing file or folder to be read only. Symbolic links in {@code hostPath} are
   * followed once, now.
   *
   * @throws IOException if it does not exist or cannot be read
   */
  public static Mount readOnly(String guestPath, Path hostPath) throws IOException {
    return new Mount(guestPath, hostPath.toRealPath(), false);
  }

  /**
   * Mounts an existing folder that is the execution's own, to be changed. Symbolic links in {@code
   * hostPath} are followed once, now.
   *
   * @throws IOException if it does not exist or cannot be read
   */
  public static Mount writable(String guestPath, Path hostPath) throws IOException {
    return new Mount(guestPath, hostPath.toRealPath(), true, false);
  }
}
