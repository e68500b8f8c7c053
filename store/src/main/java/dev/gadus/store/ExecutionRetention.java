// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.JobType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;

/** Removes the executions that a {@link Retention} does not keep. */
final class ExecutionRetention {
  private final ExecutionStore store;
  private final Instant now;

  ExecutionRetention(ExecutionStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  long apply(Retention retention) {
    long removed = 0;
    for (Map.Entry<JobType, Retention.Limit> limit : retention.finished().entrySet()) {
      FinalExecutions executions = new FinalExecutions(limit.getKey());
      long present = limit.getValue().count().isPresent() ? store.read(executions::count) : 0;
      removed +=
          new RetentionRun<>(limit.getValue(), now, executions, body -> store.write(body))
              .run(present);
    }
    return removed;
  }

  /** The final executions of jobs of a type. */
  private record FinalExecutions(JobType type) implements RetentionRun.Source<ExecutionWriter> {
    long count(ExecutionReader reader) {
      return RetentionRun.count(list(reader));
    }

    @Override
    public Postings postings(ExecutionWriter writer) {
      return list(writer);
    }

    private Postings list(ExecutionReader reader) {
      return reader.postings(ExecutionWriter.FINAL_STATES, EnumSet.of(type));
    }

    @Override
    public boolean remove(ExecutionWriter writer, String executionId) {
      writer.delete(executionId);
      return true;
    }
  }
}
