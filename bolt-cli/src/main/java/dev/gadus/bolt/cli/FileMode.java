// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Permission bits as a number. */
final class FileMode {
  private FileMode() {}

  /** Returns for instance 0600 for a file that its owner alone reads and writes. */
  static int of(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : permissions) {
      mode |= bit(permission);
    }
    return mode;
  }

  private static int bit(PosixFilePermission permission) {
    return switch (permission) {
      case OWNER_READ -> 0400;
      case OWNER_WRITE -> 0200;
      case OWNER_EXECUTE -> 0100;
      case GROUP_READ -> 0040;
      case GROUP_WRITE -> 0020;
      case GROUP_EXECUTE -> 0010;
      case OTHERS_READ -> 0004;
      case OTHERS_WRITE -> 0002;
      case OTHERS_EXECUTE -> 0001;
    };
  }
}
