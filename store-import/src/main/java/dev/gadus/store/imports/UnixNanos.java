// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Times as nanoseconds since 1970, which is how Bacalhau keeps them, up to the year 2262. */
final class UnixNanos {
  private static final long PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private UnixNanos() {}

  /** A time in nanoseconds; times beyond those that there are become the first and the last. */
  static long of(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < 0) {
      return 0;
    }
    return seconds >= Long.MAX_VALUE / PER_SECOND
        ? Long.MAX_VALUE
        : seconds * PER_SECOND + time.getNano();
  }

  static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(nanos / PER_SECOND, nanos % PER_SECOND);
  }
}
