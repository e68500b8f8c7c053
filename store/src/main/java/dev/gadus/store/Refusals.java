// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Remembers that a store had to refuse a change, for as long as it would refuse the next. */
final class Refusals {
  /**
   * A disk that was full so long ago may have room. Whoever waits for room tries more often, so
   * that it stands for as long as work waits.
   */
  static final Duration DISK_FULL_STANDS = Duration.ofSeconds(10);

  private volatile Optional<Refusal> last = Optional.empty();

  private record Refusal(StoreException reason, Instant time) {
    boolean stands(Instant now) {
      return !(reason instanceof StoreException.DiskFull)
          || now.isBefore(time.plus(DISK_FULL_STANDS));
    }
  }

  /** Notes a refusal, and returns its reason to be thrown. */
  StoreException note(StoreException reason, Instant time) {
    last = Optional.of(new Refusal(reason, time));
    return reason;
  }

  /** The database is another one. */
  void clear() {
    last = Optional.empty();
  }

  /** The last reason, if it stands. */
  Optional<String> reason(Instant now) {
    return last.filter(refusal -> refusal.stands(now)).map(refusal -> refusal.reason().text());
  }
}
