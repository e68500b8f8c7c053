// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import org.jspecify.annotations.Nullable;

/**
 * What a managed transaction runs.
 *
 * @param <R> what it returns
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface TransactionFunction<R extends @Nullable Object, E extends Exception> {
  /** Works in {@code transaction}, which the caller ends. */
  R apply(Transaction transaction) throws E;
}
