// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

/**
 * What a compaction did.
 *
 * @param bytesBefore length of the file before
 * @param bytesAfter length of the file now
 */
public record CompactionReport(long bytesBefore, long bytesAfter) {}
