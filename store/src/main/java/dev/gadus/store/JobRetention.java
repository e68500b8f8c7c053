// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Execution;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Removes the jobs that a {@link Retention} does not keep. */
final class JobRetention {
  private final JobStore store;
  private final Instant now;

  JobRetention(JobStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  long apply(Retention retention) {
    return apply(retention.finished(), true) + apply(retention.unfinished(), false);
  }

  private long apply(Map<JobType, Retention.Limit> limits, boolean finished) {
    long removed = 0;
    for (Map.Entry<JobType, Retention.Limit> limit : limits.entrySet()) {
      Jobs jobs = new Jobs(limit.getKey(), finished);
      long present = limit.getValue().count().isPresent() ? store.read(jobs::count) : 0;
      removed +=
          new RetentionRun<>(limit.getValue(), now, jobs, body -> store.write(body)).run(present);
    }
    return removed;
  }

  /** The jobs of a type that are final, or those that are not. */
  private record Jobs(JobType type, boolean finished) implements RetentionRun.Source<JobWriter> {
    long count(JobReader reader) {
      return RetentionRun.count(list(reader));
    }

    @Override
    public Postings postings(JobWriter writer) {
      return list(writer);
    }

    private Postings list(JobReader reader) {
      Table index = reader.table(JobBuckets.INDEX_MODIFIED);
      List<Postings> states =
          Arrays.stream(JobState.values())
              .filter(state -> state.isFinal() == finished)
              .map(state -> stored(index, JobIndex.state(state)))
              .toList();
      return new Postings.Intersection(
          List.of(stored(index, JobIndex.type(type)), new Postings.Union(states, false)), false);
    }

    private static Postings stored(Table index, String attribute) {
      return new Postings.IndexEntries(index, attribute, false);
    }

    @Override
    public boolean remove(JobWriter writer, String jobId) {
      if (finished && !writer.executions(jobId).stream().allMatch(Execution::isFinal)) {
        return false;
      }
      writer.deleteJob(jobId);
      return true;
    }
  }
}
