// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A part of a round that each engine does in turn.
 *
 * @param name what is shown while it runs
 */
record Step(String name, Work work) {
  /** What one engine does. */
  interface Work {
    List<Reading> run(EngineClient engine) throws IOException;
  }

  List<Reading> run(EngineClient engine) {
    try {
      return work.run(engine);
    } catch (IOException e) {
      throw new UncheckedIOException(engine.contender().title() + ": " + name, e);
    }
  }

  /**
   * What was measured for a row.
   *
   * @param value nanoseconds for each operation, or bytes
   * @param cpuNanos time of processors for each operation, 0 when that says nothing
   * @param checksum the same for every engine; 0 when there is nothing to compare
   * @param commits transactions among which bytes and syncs are divided, 0 for no such thing
   * @param answer number of the answer that it comes from
   */
  record Reading(
      Row row,
      double value,
      double cpuNanos,
      long checksum,
      long commits,
      long writtenBytes,
      int answer) {
    static Reading of(Row row, EngineClient.Answer answer, long commits) {
      return new Reading(
          row,
          answer.nanosPerOperation(),
          answer.cpuNanosPerOperation(),
          answer.checksum(),
          commits,
          answer.writtenBytes(),
          answer.number());
    }

    static Reading of(Row row, EngineClient.Answer answer) {
      return of(row, answer, 0);
    }

    static Reading of(Row row, long value) {
      return new Reading(row, value, 0, 0, 0, 0, 0);
    }
  }
}
