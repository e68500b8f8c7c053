// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import java.io.IOException;
import java.io.Serial;

/** An archive that is damaged, or holds what is not unpacked here. */
final class TarException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  TarException(String message) {
    super(message);
  }
}
