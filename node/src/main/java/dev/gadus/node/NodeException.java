// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.model.GadusException;
import dev.gadus.store.StoreException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What a node could not do, in words for its operator. */
public abstract sealed class NodeException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private NodeException(String text, String hint, @Nullable Throwable cause) {
    super(text, hint, cause);
  }

  /**
   * A database of the node is in use by another process, usually a node that runs. The text names
   * the file.
   */
  public static final class StoreInUse extends NodeException {
    @Serial private static final long serialVersionUID = 1L;

    StoreInUse(String text, @Nullable Throwable cause) {
      super(
          text,
          "stop the process that has it, or give this node a data directory of its own with --data-dir",
          cause);
    }
  }

  /** A node cannot start, for a reason that its operator can change. */
  public static final class CannotStart extends NodeException {
    @Serial private static final long serialVersionUID = 1L;

    CannotStart(String text, String hint, @Nullable Throwable cause) {
      super(text, hint, cause);
    }
  }

  /** A database cannot be used: it is damaged, none of this node, or its disk refuses writes. */
  public static final class UnusableStore extends NodeException {
    @Serial private static final long serialVersionUID = 1L;

    UnusableStore(String text, String hint, @Nullable Throwable cause) {
      super(text, hint, cause);
    }
  }

  /** What it means for a node that a store could not be opened or used. */
  static NodeException of(GadusException e) {
    return e instanceof StoreException.InUse
        ? new StoreInUse(e.text(), e)
        : new UnusableStore(e.text(), e.hint(), e);
  }
}
