// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * The file breaks the rules of the format. The page that was being read is named; nothing was
 * changed.
 */
public final class CorruptDatabaseException extends BoltException {
  private static final long serialVersionUID = 1L;

  /** The page of {@link #pageId()} when no single page is to blame. */
  public static final long NO_PAGE = -1;

  /** The damaged page, or {@link #NO_PAGE}. */
  private final long pageId;

  CorruptDatabaseException(long pageId, String detail) {
    super("corrupt database", pageId == NO_PAGE ? detail : "page " + pageId + ": " + detail);
    this.pageId = pageId;
  }

  private CorruptDatabaseException(long pageId, String detail, Throwable cause) {
    super("corrupt database", pageId == NO_PAGE ? detail : "page " + pageId + ": " + detail, cause);
    this.pageId = pageId;
  }

  /** Says what a fault while reading mapped memory means. */
  static CorruptDatabaseException fileWasCut(InternalError fault) {
    return new CorruptDatabaseException(
        NO_PAGE, "the file was cut short by somebody else while it was open", fault);
  }

  /** {@return the number of the damaged page, or {@link #NO_PAGE}} */
  public long pageId() {
    return pageId;
  }
}
