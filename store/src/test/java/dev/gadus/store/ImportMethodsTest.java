// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stores let an import write, they let it write whole. */
class ImportMethodsTest {
  @TempDir Path directory;

  private static HistoryEntry row(String jobId, long number) {
    return new HistoryEntry(
        number, HistoryEntry.JOB_LEVEL, jobId, 1, "", Samples.event("imported"), Samples.TIME);
  }

  @Test
  void rowsOfAJobsHistoryComeOneAfterTheOther() {
    try (JobStore store = Samples.jobStore(directory)) {
      Samples.write(
          store,
          writer -> {
            writer.createJob(Samples.job("j-1"));
            writer.importHistory(row("j-1", 1));
            writer.importHistory(row("j-1", 2));
          });
      for (long number : new long[] {1, 2, 4}) {
        assertThatThrownBy(
                () -> Samples.write(store, writer -> writer.importHistory(row("j-1", number))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("row " + number + " of the history of job j-1 cannot follow row 2");
      }
      assertThatThrownBy(() -> Samples.write(store, writer -> writer.importHistory(row("j-2", 1))))
          .isInstanceOf(StoreException.NotFound.class);
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void aVersionIsBroughtInBelowALaterOneOnly() {
    try (JobStore store = Samples.jobStore(directory)) {
      Job first = Samples.job("j-1");
      Job second = first.withSpecOf(first, first.state(), Samples.NANOS + 1);
      Samples.write(
          store,
          writer -> {
            writer.createJob(second);
            writer.importReplacedVersion(first);
          });
      List<Job> versions = store.read(reader -> reader.versions("j-1"));
      assertThat(versions).containsExactly(first, second);
      assertThatThrownBy(() -> Samples.write(store, writer -> writer.importReplacedVersion(second)))
          .isInstanceOf(StoreException.WrongVersion.class);
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void anExecutionIsBroughtInWhenItHasEndedAndItsHistoryIsWhole() {
    try (ExecutionStore store = Samples.executionStore(directory)) {
      LocalExecution created = Samples.localExecution("e-1", "j-1");
      LocalExecution ended = created.withState(LocalState.FAILED, "imported", Samples.TIME);
      LocalHistoryEntry first =
          new LocalHistoryEntry(
              "e-1", Optional.empty(), LocalState.CREATED, 1, "", Samples.TIME, true);
      LocalHistoryEntry last =
          new LocalHistoryEntry(
              "e-1", Optional.of(LocalState.CREATED), LocalState.FAILED, 2, "", Samples.TIME, true);

      assertRefused(store, created, List.of(first), StoreException.WrongState.class);
      assertRefused(store, ended, List.of(first), IllegalArgumentException.class);
      assertRefused(store, ended, List.of(last, first), IllegalArgumentException.class);
      assertRefused(store, ended, List.of(first, last, last), IllegalArgumentException.class);
      assertThat(store.counts().values()).containsOnly(0L);

      store.write(writer -> {
        writer.importEnded(ended, List.of(first, last));
        return true;
      });
      assertRefused(store, ended, List.of(first, last), StoreException.AlreadyExists.class);
      assertThat(store.counts()).containsEntry(LocalState.FAILED, 1L);
      assertThat(store.verify()).isEmpty();
    }
  }

  private static void assertRefused(
      ExecutionStore store,
      LocalExecution execution,
      List<LocalHistoryEntry> history,
      Class<? extends Throwable> expected) {
    assertThatThrownBy(() ->
            store.write(writer -> {
              writer.importEnded(execution, history);
              return true;
            }))
        .isInstanceOf(expected);
  }
}
