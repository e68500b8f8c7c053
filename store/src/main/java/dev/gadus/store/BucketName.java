// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

/**
 * A bucket of a store, by its name in the file, and what is in it. The tables of {@link
 * JobBuckets}, {@link ExecutionBuckets} and {@link SharedBuckets} are those of {@code
 * docs/stores.md}.
 *
 * @param key what its keys are made of
 * @param value what stands under them; JSON, but for ids and numbers, which are plain text
 * @param growsAtEnds whether new keys come after those that are there, or after those with the same
 *     beginning: what is left behind of a page that was split fills up no more, so that it is
 *     filled before
 * @param readAgain whether its records are read again soon after they were written
 */
record BucketName(String name, String key, String value, boolean growsAtEnds, boolean readAgain) {
  static BucketName of(String name, String key, String value) {
    return new BucketName(name, key, value, false, false);
  }

  BucketName growingAtEnds() {
    return new BucketName(name, key, value, true, readAgain);
  }

  BucketName readAgainSoon() {
    return new BucketName(name, key, value, growsAtEnds, true);
  }

  byte[] bytes() {
    return Keys.bytes(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
