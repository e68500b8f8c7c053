// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.List;

/**
 * What was saved from a damaged file.
 *
 * @param bucketCount buckets that were copied, whole or in part
 * @param keyCount keys that were copied
 * @param losses what could not be read, each with its page and, where the pages above tell, the
 *     range of keys that is gone
 * @param truncated whether there were more losses than are listed
 */
public record SalvageReport(
    long bucketCount, long keyCount, List<CheckFinding> losses, boolean truncated) {
  /** Takes a copy of the list. */
  public SalvageReport {
    losses = List.copyOf(losses);
  }
}
