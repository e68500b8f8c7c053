// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.GadusException;
import dev.gadus.model.IdSource;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A store could not do what it was asked to do, and changed nothing. Each condition is a nested
 * type; the message says what was found.
 */
public abstract sealed class StoreException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private StoreException(String message) {
    super(message, "", null);
  }

  private StoreException(String message, Throwable cause) {
    super(message, "", cause);
  }

  /** There is no such record. */
  public static final class NotFound extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    NotFound(String kind, String id) {
      super(kind + " not found: " + id);
    }
  }

  /** A record with this id, or a job with this name in its namespace, exists already. */
  public static final class AlreadyExists extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    AlreadyExists(String kind, String id) {
      super(kind + " already exists: " + id);
    }
  }

  /** A short id fits several jobs. */
  public static final class Ambiguous extends StoreException {
    @Serial private static final long serialVersionUID = 1L;
    private final String[] ids;

    Ambiguous(String prefix, List<String> ids) {
      super(
          "several jobs have an id that starts with "
              + prefix
              + ": "
              + ids.stream().map(IdSource::shortId).collect(Collectors.joining(", "))
              + "; give more of the id");
      this.ids = ids.toArray(String[]::new);
    }

    /** Some of the ids that fit, in order. */
    public List<String> ids() {
      return List.of(ids);
    }
  }

  /** The record is not in a state from which the change is allowed. */
  public static final class WrongState extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    WrongState(String kind, String id, Object found, Collection<?> expected) {
      super(kind + " " + id + " is in state " + found + " but expected one of " + expected);
    }

    WrongState(String kind, String id, Object from, Object to, Collection<?> legal) {
      super(
          kind
              + " "
              + id
              + " is in state "
              + from
              + " and cannot change to "
              + to
              + "; it can change to "
              + legal);
    }
  }

  /** The record has changed since it was read. */
  public static final class WrongVersion extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    WrongVersion(String kind, String id, long found, long expected) {
      super(kind + " " + id + " has version " + found + " but expected " + expected);
    }
  }

  /** The record is in a final state, which it never leaves. */
  public static final class FinalState extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    FinalState(String kind, String id, Object state, Object wanted) {
      super(kind + " " + id + " is in final state " + state + " and cannot change to " + wanted);
    }
  }

  /** A message came before one that was sent earlier. */
  public static final class MessageGap extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    MessageGap(String from, String store, long found, long expected) {
      super(
          "message "
              + found
              + " from node "
              + from
              + " (store "
              + store
              + ") came where message "
              + expected
              + " was expected: messages in between were lost");
    }
  }

  /** A page token, a position or a label selector that cannot be used. */
  public static final class InvalidQuery extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    InvalidQuery(String message) {
      super(message);
    }
  }

  /** Changes after a position are not kept any more: list anew, and watch from the present. */
  public static final class PositionGone extends StoreException {
    @Serial private static final long serialVersionUID = 1L;
    private final long lastPosition;

    PositionGone(long position, long firstKept, long lastPosition) {
      super(
          "changes after position "
              + position
              + " are not kept any more, only those after "
              + firstKept
              + "; list anew and follow from position "
              + lastPosition);
      this.lastPosition = lastPosition;
    }

    /** The position of the latest change. */
    public long lastPosition() {
      return lastPosition;
    }
  }

  /** Another process has the file open. */
  public static final class InUse extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    InUse(Path file, Throwable cause) {
      super(
          "the store "
              + file
              + " is in use by another process: stop the node or bbolt command that has it open,"
              + " or give this node a file of its own",
          cause);
    }
  }

  /** There is no room for a change on the disk. The same change may succeed later. */
  public static final class DiskFull extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    DiskFull(Path file, Throwable cause) {
      super(
          "nothing was stored, since the disk of "
              + file
              + " is full; changes are taken again as soon as there is room",
          cause);
    }
  }

  /** The thread was interrupted before its change had its turn; its interrupt flag is set. */
  public static final class Interrupted extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    Interrupted(Path file, Throwable cause) {
      super(
          "nothing was stored in " + file + ", since the thread was interrupted before its turn",
          cause);
    }
  }

  /** The operating system refused a write, and the store takes no changes until it is reopened. */
  public static final class WriteFailed extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    WriteFailed(Path file, Throwable cause) {
      super(
          "nothing was stored, since "
              + file
              + " could not be written ("
              + cause
              + "); what was stored before can be read, and changes are taken again after a"
              + " restart",
          cause);
    }
  }

  /** The file could not be rewritten without its free space; it is in use as it was. */
  public static final class NotCompacted extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    NotCompacted(Path file, String reason, Throwable cause) {
      super("cannot compact " + file + ": " + reason, cause);
    }
  }

  /** The file is not a store that this program and node can use. */
  public static final class Unusable extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    Unusable(Path file, String reason) {
      super("cannot use " + file + " as a store: " + reason);
    }

    Unusable(Path file, String reason, Throwable cause) {
      super("cannot use " + file + " as a store: " + reason, cause);
    }
  }

  /** A record is missing or unreadable although others say that it is there. */
  public static final class Damaged extends StoreException {
    @Serial private static final long serialVersionUID = 1L;

    Damaged(BucketName bucket, String key, String reason) {
      super("bucket " + bucket + ", key " + key + ": " + reason);
    }

    Damaged(BucketName bucket, String key, String reason, Throwable cause) {
      super("bucket " + bucket + ", key " + key + ": " + reason, cause);
    }
  }
}
