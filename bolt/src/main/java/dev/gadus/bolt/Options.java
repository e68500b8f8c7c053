// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a database is opened. Start from {@link #defaults()} and change what differs; every method
 * named like a component returns a changed copy.
 *
 * @param readOnly take a shared lock and refuse write transactions; the file must exist
 * @param lockTimeout how long to wait for the file's lock; zero waits for ever
 * @param pageSize page size in bytes of a new file, a power of two from {@value #MIN_PAGE_SIZE} to
 *     {@value #MAX_PAGE_SIZE}; 0 takes that of the operating system. An existing file keeps its own
 * @param noSync do not wait for the disk on commit: a crash of the machine may lose or damage data.
 *     {@link Database#sync()} waits when asked
 * @param noGrowSync do not wait for the disk after the file has grown
 * @param freelistStorage when the list of free pages is written into the file
 * @param preloadFreelist load the list of free pages of a read-only database when it is opened
 *     rather than when it is first needed
 * @param initialMapSize smallest length in bytes of the first memory mapping; 0 leaves it to the
 *     engine
 * @param maxSize length in bytes beyond which the file may not grow; 0 sets no limit
 * @param allocationSize bytes by which a large file grows at a time
 * @param strictMode check the whole database after each commit; for tests
 * @param fileMode permission bits of a new file
 * @param maxBatchSize most callers of {@link Database#batch} that share one commit
 * @param shrinkAbovePercent make the file shorter in the course of ordinary commits when more of it
 *     is free than this many percent; 0 leaves it to {@link Database#shrink}
 */
public record Options(
    boolean readOnly,
    Duration lockTimeout,
    int pageSize,
    boolean noSync,
    boolean noGrowSync,
    FreelistStorage freelistStorage,
    boolean preloadFreelist,
    long initialMapSize,
    long maxSize,
    long allocationSize,
    boolean strictMode,
    int fileMode,
    int maxBatchSize,
    int shrinkAbovePercent) {

  /** Four pages of this size are the least that Go's bbolt can open again. */
  public static final int MIN_PAGE_SIZE = 1024;

  /** The largest page size at which Go's bbolt looks for the second meta page. */
  public static final int MAX_PAGE_SIZE = 16 << 20;

  /** Growing in large steps keeps the number of length changes small; the same step as bbolt's. */
  public static final long DEFAULT_ALLOCATION_SIZE = 16L << 20;

  /** Enough that the cost of a sync is shared widely; the same as bbolt's. */
  public static final int DEFAULT_MAX_BATCH_SIZE = 1000;

  /** Readable and writable by the owner alone. */
  public static final int DEFAULT_FILE_MODE = 0600;

  /** A file of which even more may be free is never shrunk for that. */
  public static final int MAX_SHRINK_PERCENT = 95;

  private static final Options DEFAULTS =
      new Options(
          false,
          Duration.ZERO,
          0,
          false,
          false,
          FreelistStorage.ON_CLOSE,
          false,
          0,
          0,
          DEFAULT_ALLOCATION_SIZE,
          false,
          DEFAULT_FILE_MODE,
          DEFAULT_MAX_BATCH_SIZE,
          0);

  /** Checks that every value is in its range. */
  public Options {
    Objects.requireNonNull(lockTimeout, "lockTimeout");
    Objects.requireNonNull(freelistStorage, "freelistStorage");
    require(!lockTimeout.isNegative(), "lockTimeout", lockTimeout, "zero or more");
    require(
        pageSize == 0
            || (pageSize >= MIN_PAGE_SIZE
                && pageSize <= MAX_PAGE_SIZE
                && Integer.bitCount(pageSize) == 1),
        "pageSize",
        pageSize,
        "0 or a power of two from " + MIN_PAGE_SIZE + " to " + MAX_PAGE_SIZE);
    require(initialMapSize >= 0, "initialMapSize", initialMapSize, "zero or more");
    require(maxSize >= 0, "maxSize", maxSize, "zero or more");
    require(allocationSize > 0, "allocationSize", allocationSize, "more than zero");
    require((fileMode & ~0777) == 0, "fileMode", fileMode, "from 0 to 0777 (octal)");
    require(maxBatchSize > 0, "maxBatchSize", maxBatchSize, "more than zero");
    require(
        shrinkAbovePercent >= 0 && shrinkAbovePercent <= MAX_SHRINK_PERCENT,
        "shrinkAbovePercent",
        shrinkAbovePercent,
        "from 0 to " + MAX_SHRINK_PERCENT);
  }

  private static void require(boolean holds, String name, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ": " + name + "=" + value);
    }
  }

  /** {@return the options that {@link Database#open(java.nio.file.Path)} uses} */
  public static Options defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options with another {@code readOnly}}
   *
   * @param readOnly the value, as in {@link #readOnly()}
   */
  public Options readOnly(boolean readOnly) {
    return changed(draft -> draft.readOnly = readOnly);
  }

  /**
   * {@return these options with another {@code lockTimeout}}
   *
   * @param lockTimeout the value, as in {@link #lockTimeout()}
   */
  public Options lockTimeout(Duration lockTimeout) {
    return changed(draft -> draft.lockTimeout = lockTimeout);
  }

  /**
   * {@return these options with another {@code pageSize}}
   *
   * @param pageSize the value, as in {@link #pageSize()}
   */
  public Options pageSize(int pageSize) {
    return changed(draft -> draft.pageSize = pageSize);
  }

  /**
   * {@return these options with another {@code noSync}}
   *
   * @param noSync the value, as in {@link #noSync()}
   */
  public Options noSync(boolean noSync) {
    return changed(draft -> draft.noSync = noSync);
  }

  /**
   * {@return these options with another {@code noGrowSync}}
   *
   * @param noGrowSync the value, as in {@link #noGrowSync()}
   */
  public Options noGrowSync(boolean noGrowSync) {
    return changed(draft -> draft.noGrowSync = noGrowSync);
  }

  /**
   * {@return these options with another {@code freelistStorage}}
   *
   * @param freelistStorage the value, as in {@link #freelistStorage()}
   */
  public Options freelistStorage(FreelistStorage freelistStorage) {
    return changed(draft -> draft.freelistStorage = freelistStorage);
  }

  /**
   * {@return these options with another {@code preloadFreelist}}
   *
   * @param preloadFreelist the value, as in {@link #preloadFreelist()}
   */
  public Options preloadFreelist(boolean preloadFreelist) {
    return changed(draft -> draft.preloadFreelist = preloadFreelist);
  }

  /**
   * {@return these options with another {@code initialMapSize}}
   *
   * @param initialMapSize the value, as in {@link #initialMapSize()}
   */
  public Options initialMapSize(long initialMapSize) {
    return changed(draft -> draft.initialMapSize = initialMapSize);
  }

  /**
   * {@return these options with another {@code maxSize}}
   *
   * @param maxSize the value, as in {@link #maxSize()}
   */
  public Options maxSize(long maxSize) {
    return changed(draft -> draft.maxSize = maxSize);
  }

  /**
   * {@return these options with another {@code allocationSize}}
   *
   * @param allocationSize the value, as in {@link #allocationSize()}
   */
  public Options allocationSize(long allocationSize) {
    return changed(draft -> draft.allocationSize = allocationSize);
  }

  /**
   * {@return these options with another {@code strictMode}}
   *
   * @param strictMode the value, as in {@link #strictMode()}
   */
  public Options strictMode(boolean strictMode) {
    return changed(draft -> draft.strictMode = strictMode);
  }

  /**
   * {@return these options with another {@code fileMode}}
   *
   * @param fileMode the value, as in {@link #fileMode()}
   */
  public Options fileMode(int fileMode) {
    return changed(draft -> draft.fileMode = fileMode);
  }

  /**
   * {@return these options with another {@code maxBatchSize}}
   *
   * @param maxBatchSize the value, as in {@link #maxBatchSize()}
   */
  public Options maxBatchSize(int maxBatchSize) {
    return changed(draft -> draft.maxBatchSize = maxBatchSize);
  }

  /**
   * {@return these options with another {@code shrinkAbovePercent}}
   *
   * @param shrinkAbovePercent the value, as in {@link #shrinkAbovePercent()}
   */
  public Options shrinkAbovePercent(int shrinkAbovePercent) {
    return changed(draft -> draft.shrinkAbovePercent = shrinkAbovePercent);
  }

  /**
   * {@return these options with {@link FreelistStorage#NEVER} when true, and {@link
   * FreelistStorage#ON_CLOSE} when false; the name is that of Go's option}
   *
   * @param noFreelistSync whether the list is never stored
   */
  public Options noFreelistSync(boolean noFreelistSync) {
    return freelistStorage(noFreelistSync ? FreelistStorage.NEVER : FreelistStorage.ON_CLOSE);
  }

  private Options changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The components, while one of them changes. */
  private static final class Draft {
    boolean readOnly;
    Duration lockTimeout;
    int pageSize;
    boolean noSync;
    boolean noGrowSync;
    FreelistStorage freelistStorage;
    boolean preloadFreelist;
    long initialMapSize;
    long maxSize;
    long allocationSize;
    boolean strictMode;
    int fileMode;
    int maxBatchSize;
    int shrinkAbovePercent;

    Draft(Options options) {
      this.readOnly = options.readOnly;
      this.lockTimeout = options.lockTimeout;
      this.pageSize = options.pageSize;
      this.noSync = options.noSync;
      this.noGrowSync = options.noGrowSync;
      this.freelistStorage = options.freelistStorage;
      this.preloadFreelist = options.preloadFreelist;
      this.initialMapSize = options.initialMapSize;
      this.maxSize = options.maxSize;
      this.allocationSize = options.allocationSize;
      this.strictMode = options.strictMode;
      this.fileMode = options.fileMode;
      this.maxBatchSize = options.maxBatchSize;
      this.shrinkAbovePercent = options.shrinkAbovePercent;
    }

    Options options() {
      return new Options(
          readOnly,
          lockTimeout,
          pageSize,
          noSync,
          noGrowSync,
          freelistStorage,
          preloadFreelist,
          initialMapSize,
          maxSize,
          allocationSize,
          strictMode,
          fileMode,
          maxBatchSize,
          shrinkAbovePercent);
    }
  }
}
