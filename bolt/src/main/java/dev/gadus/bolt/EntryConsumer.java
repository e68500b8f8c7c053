// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.Optional;

/**
 * Takes the entries of a bucket one by one.
 *
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface EntryConsumer<E extends Exception> {
  /**
   * Takes a key with its value, which is empty when the entry is a bucket.
   *
   * @param key a copy of the key
   * @param value a copy of the value; empty when the entry is a bucket
   * @throws E to end the walk
   */
  void accept(byte[] key, Optional<byte[]> value) throws E;
}
