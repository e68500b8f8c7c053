// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Timeouts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hundreds of random runs; {@code -Dgadus.seed=N} repeats the run of one seed alone. */
final class BatchSchedulerPropertyTest {
  private static final int RUNS = 800;

  @Test
  void everyRunEndsAndNoPlanBreaksTheRules() {
    Long given = Long.getLong("gadus.seed");
    long first = given == null ? new Random().nextLong() : given;
    int runs = given == null ? RUNS : 1;
    System.out.printf("simulated jobs: seeds from %d, runs=%d%n", first, runs);
    Map<JobState, Integer> ends = new EnumMap<>(JobState.class);
    for (long seed = first; seed < first + runs; seed++) {
      try {
        ends.merge(new SimulatedJob(seed).run().state().state(), 1, Integer::sum);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println("simulated jobs ended as " + ends);
    if (given == null) {
      // A generator that never reaches one of the ends tests less than it claims.
      assertThat(ends.keySet())
          .containsExactlyInAnyOrder(JobState.COMPLETED, JobState.FAILED, JobState.STOPPED);
    }
  }

  @Test
  void theSameSnapshotGivesTheSamePlan() {
    Job job = Sample.stored("j-1", 30, new Timeouts(10, 20, 100));
    List<KnownNode> nodes =
        List.of(
            Sample.known(Sample.wasmNode("n-1")),
            Sample.known(Sample.wasmNode("n-2")),
            Sample.known(Sample.wasmNode("n-3")));
    Snapshot snapshot =
        new Snapshot(
            job,
            Sample.START,
            List.of(),
            nodes,
            Sample.evaluation(job, Trigger.JOB_REGISTER),
            Sample.START,
            Sample.START);

    assertThat(BatchScheduler.plan(snapshot, Sample.countingIds()))
        .isEqualTo(BatchScheduler.plan(snapshot, Sample.countingIds()));
  }
}
