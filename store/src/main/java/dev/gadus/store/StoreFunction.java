// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import org.jspecify.annotations.Nullable;

/**
 * What runs in one transaction of a store.
 *
 * @param <V> the view of the store that it works on; not to be used after it returned
 * @param <R> what it returns
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface StoreFunction<V, R extends @Nullable Object, E extends Exception> {
  R apply(V view) throws E;
}
