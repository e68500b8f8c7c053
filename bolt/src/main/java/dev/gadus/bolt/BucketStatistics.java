// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * What a bucket and all buckets below it take, counted from pages: changes that are not committed
 * yet are left out.
 *
 * @param branchPageCount branch pages
 * @param branchOverflowCount overflow pages of branch pages
 * @param leafPageCount leaf pages
 * @param leafOverflowCount overflow pages of leaf pages
 * @param keyCount entries, buckets among them
 * @param depth levels of this bucket's tree, plus those of the deepest bucket below
 * @param branchAllocatedBytes bytes of branch pages with their overflow
 * @param branchUsedBytes of these, bytes that hold something
 * @param leafAllocatedBytes bytes of leaf pages with their overflow
 * @param leafUsedBytes of these, bytes that hold something
 * @param bucketCount buckets, this one among them
 * @param inlineBucketCount of these, buckets that are stored in their parent's leaf
 * @param inlineBucketUsedBytes bytes that these take there
 */
public record BucketStatistics(
    long branchPageCount,
    long branchOverflowCount,
    long leafPageCount,
    long leafOverflowCount,
    long keyCount,
    int depth,
    long branchAllocatedBytes,
    long branchUsedBytes,
    long leafAllocatedBytes,
    long leafUsedBytes,
    long bucketCount,
    long inlineBucketCount,
    long inlineBucketUsedBytes) {

  /** Of nothing. */
  public static final BucketStatistics EMPTY =
      new BucketStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * {@return the sum of both, with the greater depth}
   *
   * @param other what is added
   */
  public BucketStatistics plus(BucketStatistics other) {
    return new BucketStatistics(
        branchPageCount + other.branchPageCount,
        branchOverflowCount + other.branchOverflowCount,
        leafPageCount + other.leafPageCount,
        leafOverflowCount + other.leafOverflowCount,
        keyCount + other.keyCount,
        Math.max(depth, other.depth),
        branchAllocatedBytes + other.branchAllocatedBytes,
        branchUsedBytes + other.branchUsedBytes,
        leafAllocatedBytes + other.leafAllocatedBytes,
        leafUsedBytes + other.leafUsedBytes,
        bucketCount + other.bucketCount,
        inlineBucketCount + other.inlineBucketCount,
        inlineBucketUsedBytes + other.inlineBucketUsedBytes);
  }
}
