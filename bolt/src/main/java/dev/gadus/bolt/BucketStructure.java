// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.List;

/** The shape of a bucket and of the buckets in it. Immutable. */
public final class BucketStructure {
  private final byte[] name;
  private final long keyCount;
  private final List<BucketStructure> buckets;

  BucketStructure(byte[] name, long keyCount, List<BucketStructure> buckets) {
    this.name = name;
    this.keyCount = keyCount;
    this.buckets = List.copyOf(buckets);
  }

  /** {@return the bucket's name; {@code root} for the root bucket} */
  public byte[] name() {
    return name.clone();
  }

  /** {@return the number of plain keys directly in it} */
  public long keyCount() {
    return keyCount;
  }

  /** {@return the buckets directly in it, by name} */
  public List<BucketStructure> buckets() {
    return buckets;
  }
}
