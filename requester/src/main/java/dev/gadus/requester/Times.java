// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Between {@link Instant} and the API's Unix nanoseconds. */
final class Times {
  private Times() {}

  static Instant instant(long nanos) {
    return Instant.EPOCH.plusNanos(nanos);
  }

  static long nanos(Instant time) {
    return Math.addExact(TimeUnit.SECONDS.toNanos(time.getEpochSecond()), (long) time.getNano());
  }

  /**
   * The time that many seconds after {@code start}. A limit beyond what time can express is the
   * last moment of time, so that an absurdly large timeout means "never".
   */
  static Instant after(Instant start, long seconds) {
    long room = Duration.between(start, LAST).toSeconds();
    return seconds >= room ? LAST : start.plusSeconds(seconds);
  }

  /** The last moment that Unix nanoseconds can express. */
  private static final Instant LAST = Instant.EPOCH.plusNanos(Long.MAX_VALUE);
}
