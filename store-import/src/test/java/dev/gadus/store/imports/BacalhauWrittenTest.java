// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import dev.gadus.model.RunOutput;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.HistoryQuery;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.imports.ImportNote.Kind;
import dev.gadus.store.imports.ImportNote.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores that the code of Bacalhau v1.9 wrote, with twenty jobs: of each five the first still runs,
 * the second failed, the third was stopped, the others completed; each fourth has two versions.
 */
class BacalhauWrittenTest {
  private static final int JOBS = 20;
  private static final int ENDED = 16;

  @TempDir Path directory;

  private static String id(String prefix, int number) {
    return "%s-%08x-2222-4222-8333-%012x".formatted(prefix, number, number);
  }

  @Test
  void aJobStoreComesInWhole() throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, "jobs-written").into(store);

      assertThat(report.brought())
          .isEqualTo(
              Map.of(Kind.JOB, 16L, Kind.VERSION, 4L, Kind.EXECUTION, 16L, Kind.HISTORY, 120L));
      assertThat(report.notes().keySet())
          .containsExactlyInAnyOrder(Reason.NOT_FINAL, Reason.OF_SKIPPED, Reason.DECIDES_NOTHING);
      assertThat(report.lostFields()).isEmpty();
      assertThat(store.verify()).isEmpty();
      assertThat(store.<Map<String, Long>, RuntimeException>read(JobReader::countByState))
          .isEqualTo(Map.of("Completed", 8L, "Failed", 4L, "Stopped", 4L));
      store.read(reader -> {
        for (int number = 0; number < JOBS; number++) {
          assertThat(reader.job(id("j", number)).isPresent()).isEqualTo(number % 5 != 0);
        }
        assertJob(reader);
        return true;
      });
    }
  }

  private static void assertJob(JobReader reader) {
    Job job = reader.requireJob(id("j", 4));
    assertThat(job.name()).isEqualTo("written 4");
    assertThat(job.namespace()).isEqualTo("team-1");
    assertThat(job.labels()).isEqualTo(Map.of("part", "4", "kind", "written"));
    assertThat(job.state().state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.state().message()).isEqualTo("over");
    assertThat(job.task().engine().text("Image")).contains("ubuntu:22.04");
    assertThat(job.task().env()).isEqualTo(Map.of("MODE", "fast"));
    assertThat(reader.versions(job.id())).extracting(Job::priority).containsExactly(4, 14);

    Execution execution = reader.requireExecution(id("e", 4));
    assertThat(execution.state().state()).isEqualTo(ExecutionState.COMPLETED);
    assertThat(execution.jobVersion()).isEqualTo(2);
    assertThat(execution.nodeId()).isEqualTo("n-compute-1");
    assertThat(execution.runOutput().map(RunOutput::stdout)).contains("out of 4\n");
    assertThat(execution.publishedResult().text("Path")).contains(id("e", 4) + ".tar.gz");
    assertThat(
            reader.history(HistoryQuery.of(job.id())).items().stream()
                .map(HistoryEntry::event)
                .map(Event::message))
        .containsExactly(
            "Job submitted",
            "Now AskForBid",
            "Now AskForBidAccepted",
            "Now BidAccepted",
            "Now Running",
            "Now Publishing",
            "Now Completed",
            "Job Completed");
  }

  @Test
  void anExecutionStoreComesInWhole() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, "executions-written").into(store);

      assertThat(report.brought(Kind.EXECUTION)).isEqualTo(ENDED);
      assertThat(report.noted(Reason.NOT_FINAL, Kind.EXECUTION)).isEqualTo(JOBS - ENDED);
      assertThat(report.lostFields()).isEmpty();
      assertThat(store.verify()).isEmpty();
      assertThat(store.counts())
          .containsEntry(LocalState.COMPLETED, 8L)
          .containsEntry(LocalState.FAILED, 4L)
          .containsEntry(LocalState.CANCELLED, 4L);
      LocalExecution completed = store.read(reader -> reader.requireExecution(id("e", 3)));
      assertThat(completed.job().name()).isEqualTo("written 3");
      assertThat(completed.requesterNodeId()).isEqualTo("n-orchestrator");
      assertThat(completed.runOutput().map(RunOutput::stdout)).contains("out of 3\n");
      List<LocalHistoryEntry> history = store.read(reader -> reader.history(completed.id()));
      assertThat(history)
          .extracting(LocalHistoryEntry::newState)
          .containsExactly(
              LocalState.CREATED,
              LocalState.CREATED,
              LocalState.CREATED,
              LocalState.BID_ACCEPTED,
              LocalState.RUNNING,
              LocalState.PUBLISHING,
              LocalState.PUBLISHING,
              LocalState.COMPLETED);
      assertThat(history.get(4).comment()).isEqualTo("Now Running");
    }
  }
}
