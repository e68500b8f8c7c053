// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.JobType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long records are kept, per job type. What is removed goes with all that belongs to it. Start
 * from {@link #KEEP_ALL}.
 *
 * @param finished limits for jobs and executions in a final state; a type that is absent has none
 * @param unfinished limits for jobs in other states, off unless set; an execution store ignores
 *     them
 */
public record Retention(Map<JobType, Limit> finished, Map<JobType, Limit> unfinished) {
  /** Removes nothing. */
  public static final Retention KEEP_ALL = new Retention(Map.of(), Map.of());

  public Retention {
    finished = Map.copyOf(finished);
    unfinished = Map.copyOf(unfinished);
  }

  /**
   * When a record is removed: as soon as one of the two says so.
   *
   * @param age how long ago its last change may be
   * @param count how many records are kept, those that changed last
   */
  public record Limit(Optional<Duration> age, OptionalLong count) {
    public Limit {
      age.ifPresent(duration -> {
        if (duration.isNegative()) {
          throw new IllegalArgumentException("age must be 0 or more: age=" + duration);
        }
      });
      count.ifPresent(number -> {
        if (number < 0) {
          throw new IllegalArgumentException("count must be 0 or more: count=" + number);
        }
      });
    }

    public static Limit ofAge(Duration age) {
      return new Limit(Optional.of(age), OptionalLong.empty());
    }

    public static Limit ofCount(long count) {
      return new Limit(Optional.empty(), OptionalLong.of(count));
    }

    /** The same limit with a count as well. */
    public Limit andCount(long most) {
      return new Limit(age, OptionalLong.of(most));
    }
  }

  /** The same rules with one for the finished of every type. */
  public Retention finished(Limit limit) {
    Map<JobType, Limit> all = new EnumMap<>(JobType.class);
    for (JobType type : JobType.values()) {
      all.put(type, limit);
    }
    return new Retention(all, unfinished);
  }

  /** The same rules with one for the finished of a type. */
  public Retention finished(JobType type, Limit limit) {
    return new Retention(with(finished, type, limit), unfinished);
  }

  /** The same rules with one for jobs of a type that are not final. */
  public Retention unfinished(JobType type, Limit limit) {
    return new Retention(finished, with(unfinished, type, limit));
  }

  private static Map<JobType, Limit> with(Map<JobType, Limit> limits, JobType type, Limit limit) {
    Map<JobType, Limit> changed = new EnumMap<>(JobType.class);
    changed.putAll(limits);
    changed.put(type, limit);
    return changed;
  }
}
