// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.List;
import java.util.Optional;

/**
 * What was saved from a damaged file.
 *
 * @param bucketCount buckets that were copied to their place, whole or in part
 * @param keyCount keys that were copied to their place
 * @param foundBucket name of the bucket with what stands on pages that no bucket of the file leads
 *     to any more: {@code lost+found}, with a number behind it when the file has such a bucket. It
 *     holds one bucket for each tree, {@code page-N} after the page that it starts at
 * @param foundTreeCount trees in that bucket
 * @param foundKeyCount keys in that bucket. Among them may be old values and deleted keys when the
 *     file does not say which pages are free
 * @param losses what could not be read, or not be trusted, each with its page and, where the pages
 *     above tell, the range of keys that is gone
 * @param truncated whether there were more losses than are listed
 */
public record SalvageReport(
    long bucketCount,
    long keyCount,
    Optional<String> foundBucket,
    long foundTreeCount,
    long foundKeyCount,
    List<CheckFinding> losses,
    boolean truncated) {
  /** Takes a copy of the list. */
  public SalvageReport {
    losses = List.copyOf(losses);
  }
}
