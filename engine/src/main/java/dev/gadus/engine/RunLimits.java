// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * What one run of a task may use at most. Thread-safe, a value.
 *
 * @param memoryBytes memory of the program, tables included; at least one byte
 * @param diskBytes bytes that the program's files in writable mounts may take together, 0 or more
 * @param maximumFiles files and folders that the program may create
 * @param outputBytes bytes kept of standard output, and as many of standard error; what comes after
 *     is dropped
 * @param time how long the program may run; empty for no limit
 */
public record RunLimits(
    long memoryBytes, long diskBytes, int maximumFiles, long outputBytes, Optional<Duration> time) {

  /**
   * Enough for a program that writes one file per input record of a small data set, and no more
   * inodes than that.
   */
  public static final int DEFAULT_MAX_FILES = 100_000;

  /** What is kept of each of the two output streams: the same gibibyte as on a Bacalhau node. */
  public static final long DEFAULT_OUTPUT_BYTES = 1L << 30;

  public RunLimits {
    if (memoryBytes < 1 || diskBytes < 0 || maximumFiles < 0 || outputBytes < 0) {
      throw new IllegalArgumentException(
          "a limit is out of range: memoryBytes=%d (at least 1), diskBytes=%d, maximumFiles=%d, outputBytes=%d (at least 0)"
              .formatted(memoryBytes, diskBytes, maximumFiles, outputBytes));
    }
    time.ifPresent(limit -> {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException(
            "a time limit must be longer than zero, got time=" + limit);
      }
    });
  }
}
