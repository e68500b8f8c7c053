// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.ToLongFunction;

/** Limits of a retention, and what they do not keep of a list. */
final class RandomRetention {
  private RandomRetention() {}

  static Retention.Limit limit(Random random) {
    OptionalLong count =
        random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(6));
    Optional<Duration> age =
        random.nextInt(3) == 0
            ? Optional.of(Duration.ofNanos(random.nextInt(60)))
            : Optional.empty();
    return new Retention.Limit(age, count);
  }

  /** Those of the records that go, unless they must wait. */
  static <R> List<R> due(
      Retention.Limit limit, List<R> oldestFirst, ToLongFunction<R> changeNanos, long nowNanos) {
    long tooMany = oldestFirst.size() - limit.count().orElse(oldestFirst.size());
    List<R> due = new ArrayList<>();
    for (R record : oldestFirst) {
      boolean tooOld =
          limit
              .age()
              .map(age -> changeNanos.applyAsLong(record) <= nowNanos - age.toNanos())
              .orElse(false);
      if (tooOld || due.size() < tooMany) {
        due.add(record);
      }
    }
    return due;
  }
}
