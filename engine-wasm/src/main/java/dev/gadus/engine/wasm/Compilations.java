// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The modules that are being compiled, so that two runs that want the same do not both compile it.
 * Thread-safe.
 */
final class Compilations {
  private final CompiledModules store;
  private final ConcurrentMap<String, CompletableFuture<Boolean>> going = new ConcurrentHashMap<>();
  private final AtomicLong made = new AtomicLong();

  Compilations(CompiledModules store) {
    this.store = store;
  }

  /**
   * Begins one, to be ended by {@link #end}; or returns a future of its own for the end of the one
   * that is going on.
   */
  @Nullable CompletableFuture<Boolean> begin(String digest, CompletableFuture<Boolean> mine) {
    CompletableFuture<Boolean> other = going.putIfAbsent(digest, mine);
    return other == null ? null : other.copy();
  }

  void end(String digest, CompletableFuture<Boolean> mine) {
    going.remove(digest, mine);
    mine.complete(true);
  }

  /** Counts one that succeeded. */
  void made() {
    made.incrementAndGet();
  }

  /** How many modules were compiled, rather than found. */
  long count() {
    return made.get();
  }

  /** Remembers that a module was taken from disk. */
  void used(String digest) {
    store.used(digest, Clock.systemUTC().instant());
  }
}
