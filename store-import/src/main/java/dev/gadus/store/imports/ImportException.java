// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.model.GadusException;
import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An import could not be made, and changed nothing. */
public abstract sealed class ImportException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private ImportException(String text, @Nullable Throwable cause) {
    super(text, "", cause);
  }

  /** The file is not one that Bacalhau wrote, or cannot be read. */
  public static final class NotImportable extends ImportException {
    @Serial private static final long serialVersionUID = 1L;

    NotImportable(Path file, String reason) {
      super("cannot import " + file + ": " + reason, null);
    }

    NotImportable(Path file, String reason, Throwable cause) {
      super("cannot import " + file + ": " + reason, cause);
    }
  }

  /**
   * A record of the file is not what it should be. It stays inside of the import, which notes it
   * and goes on with the next.
   */
  static final class UnreadableRecord extends ImportException {
    @Serial private static final long serialVersionUID = 1L;

    UnreadableRecord(String text) {
      super(text, null);
    }

    UnreadableRecord(String text, Throwable cause) {
      super(text, cause);
    }
  }
}
