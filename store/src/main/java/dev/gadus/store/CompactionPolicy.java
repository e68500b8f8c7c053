// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

/**
 * When a store's file is rewritten without its free space as it is opened: when both hold.
 *
 * @param minFreeBytes the least free space that is worth the work
 * @param minFreePercent the least share of the file that is free, from 0 to 100
 */
public record CompactionPolicy(long minFreeBytes, int minFreePercent) {
  /**
   * Free space is used again before the file grows, so that only a file that will not be as full
   * again soon is worth the copy: half of it free, and more than a copy of it costs.
   */
  public static final CompactionPolicy DEFAULT = new CompactionPolicy(64L << 20, 50);

  /** Never. */
  public static final CompactionPolicy OFF = new CompactionPolicy(Long.MAX_VALUE, 100);

  public CompactionPolicy {
    if (minFreeBytes < 0) {
      throw new IllegalArgumentException(
          "minFreeBytes must be 0 or more: minFreeBytes=" + minFreeBytes);
    }
    if (minFreePercent < 0 || minFreePercent > 100) {
      throw new IllegalArgumentException(
          "minFreePercent must be from 0 to 100: minFreePercent=" + minFreePercent);
    }
  }

  boolean isDue(long freeBytes, long fileBytes) {
    return freeBytes >= minFreeBytes && freeBytes >= fileBytes / 100.0 * minFreePercent;
  }
}
