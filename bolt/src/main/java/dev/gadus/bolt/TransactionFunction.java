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
@SuppressWarnings("exports") // see module-info.java
public interface TransactionFunction<R extends @Nullable Object, E extends Exception> {
  /**
   * Works in {@code transaction}, which the caller ends.
   *
   * @param transaction open, and to be left so
   * @return the result of the call that runs the function
   * @throws E to end the transaction, and to be thrown by that call
   */
  R apply(Transaction transaction) throws E;
}
