// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import static dev.gadus.store.imports.BacalhauFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.ExecutionState;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import dev.gadus.model.RunOutput;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.Retention;
import dev.gadus.store.imports.ImportNote.Kind;
import dev.gadus.store.imports.ImportNote.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExecutionImportTest {
  private static final Instant START = Instant.parse("2024-05-01T12:00:00.123456789Z");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"executions-v1.1", "executions-v1.5.0"})
  void bringsInWhatHasEndedUpToV151(String name) throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, name).into(store);

      assertThat(report.brought(Kind.EXECUTION)).isEqualTo(5);
      assertThat(report.noted(Reason.NOT_FINAL, Kind.EXECUTION)).isEqualTo(4);
      assertThat(report.noted(Reason.UNREADABLE, Kind.EXECUTION)).isEqualTo(3);
      assertThat(report.noted(Reason.NO_JOB, Kind.EXECUTION)).isEqualTo(1);
      assertThat(store.verify()).isEmpty();
      assertThat(store.counts())
          .containsAllEntriesOf(
              Map.of(LocalState.COMPLETED, 2L, LocalState.FAILED, 2L, LocalState.CANCELLED, 1L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"executions-v1.1", "executions-v1.5.0"})
  void keepsWhatAnExecutionSaysUpToV151(String name) throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      BacalhauFixture.unpack(directory, name).into(store);
      LocalExecution execution = store.read(reader -> reader.requireExecution(id("e", 5)));

      assertThat(execution.state()).isEqualTo(LocalState.FAILED);
      assertThat(execution.version()).isEqualTo(2);
      assertThat(execution.requesterNodeId()).isEqualTo("QmRequester");
      assertThat(execution.job().name()).isEqualTo("full");
      assertThat(execution.latestComment()).isEqualTo("now Failed");
      assertThat(execution.createTime()).isEqualTo(START.plusSeconds(1));
      assertThat(execution.updateTime()).isEqualTo(START.plusSeconds(2));
      assertThat(execution.resources().cpu()).isEqualTo(0.5);
      assertThat(execution.execution().state().state()).isEqualTo(ExecutionState.ASK_FOR_BID);
      if (name.endsWith("v1.5.0")) {
        assertThat(execution.publishedResult().text("CID")).contains("QmResult");
        assertThat(execution.runOutput().map(RunOutput::exitCode)).contains(5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"executions-v1.1", "executions-v1.5.0"})
  void longHistoriesComeInTheirOrder(String name) throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      BacalhauFixture.unpack(directory, name).into(store);
      List<LocalHistoryEntry> history = history(store, 30);

      assertThat(history).hasSize(1200);
      assertThat(history.get(1000).comment()).isEqualTo("still there 1001");
      assertThat(history.getLast().comment()).isEqualTo("done");
    }
  }

  @Test
  void aLostHistoryIsMadeOfWhatTheRecordSays() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      BacalhauFixture.unpack(directory, "executions-v1.1").into(store);

      assertThat(history(store, 31))
          .extracting(LocalHistoryEntry::newState)
          .containsExactly(LocalState.CREATED, LocalState.FAILED);
    }
  }

  @Test
  void bringsInWhatHasEndedSinceV152() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, "executions-v1.9").into(store);

      assertThat(report.brought(Kind.EXECUTION)).isEqualTo(5);
      assertThat(report.noted(Reason.NOT_FINAL, Kind.EXECUTION)).isEqualTo(7);
      assertThat(report.noted(Reason.UNREADABLE, Kind.EXECUTION)).isEqualTo(1);
      assertThat(report.noted(Reason.UNREADABLE, Kind.HISTORY)).isEqualTo(1);
      assertThat(store.verify()).isEmpty();
      // Refused offers were never run.
      assertThat(store.counts())
          .containsAllEntriesOf(
              Map.of(LocalState.COMPLETED, 1L, LocalState.FAILED, 1L, LocalState.CANCELLED, 3L));
    }
  }

  @Test
  void eventsBecomeAHistoryOfStates() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      BacalhauFixture.unpack(directory, "executions-v1.9").into(store);
      LocalExecution completed = store.read(reader -> reader.requireExecution(id("e", 9)));

      assertThat(history(store, 9))
          .extracting(LocalHistoryEntry::newState)
          .containsExactly(
              LocalState.CREATED,
              LocalState.BID_ACCEPTED,
              LocalState.RUNNING,
              LocalState.PUBLISHING,
              LocalState.COMPLETED);
      assertThat(completed.latestComment()).isEqualTo("told: Completed");
      assertThat(completed.updateTime()).isEqualTo(START.plusSeconds(59));
      assertThat(completed.requesterNodeId()).isEqualTo("n-requester");
      assertThat(completed.runOutput().map(RunOutput::stdout)).contains("out of 9\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"executions-v1.1", "executions-v1.5.0", "executions-v1.9"})
  void asksTwiceAndChangesNothing(String name) throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, name);
    try (ExecutionStore store = TestStores.executions(directory);
        BacalhauImport source = fixture.open()) {
      ImportReport rehearsed = source.rehearseExecutions(Optional.of(store), ImportListener.NONE);
      assertThat(store.counts().values()).allMatch(count -> count == 0);
      ImportReport first = source.into(store, ImportListener.NONE);
      Map<LocalState, Long> counts = store.counts();
      ImportReport second = source.into(store, ImportListener.NONE);

      assertThat(rehearsed.brought()).isEqualTo(first.brought());
      assertThat(second.brought()).isEmpty();
      assertThat(second.present()).isEqualTo(first.brought());
      assertThat(store.counts()).isEqualTo(counts);
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void aRecordWithOtherContentStaysAndIsTold() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      BacalhauFixture.unpack(directory, "executions-v1.1").into(store);
      List<ImportNote> notes = BacalhauFixture.unpack(directory, "executions-v1.9").notes(store);

      assertThat(notes)
          .contains(new ImportNote(Kind.EXECUTION, id("e", 4), Reason.OTHER_CONTENT, ""));
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void damagedRecordsAreToldWithKeyAndReason() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      List<ImportNote> notes = BacalhauFixture.unpack(directory, "executions-v1.1").notes(store);

      assertThat(notes)
          .filteredOn(note -> note.reason() == Reason.UNREADABLE)
          .extracting(note -> note.id() + ": " + note.detail())
          .anySatisfy(text -> assertThat(text).startsWith(id("e", 32) + ": it is not JSON"))
          .contains(
              id("e", 33) + ": it is of a build from between v1.0.3 and v1.0.4",
              id("e", 34) + ": the state 8 is unknown");
    }
  }

  @Test
  void retentionAppliesToWhatCameIn() throws IOException {
    try (ExecutionStore store = TestStores.executions(directory)) {
      BacalhauFixture.unpack(directory, "executions-v1.1").into(store);

      long removed =
          store.applyRetention(
              Retention.KEEP_ALL.finished(Retention.Limit.ofAge(Duration.ofDays(30))));

      assertThat(removed).isEqualTo(5);
      assertThat(store.counts().values()).allMatch(count -> count == 0);
      assertThat(store.verify()).isEmpty();
    }
  }

  private static List<LocalHistoryEntry> history(ExecutionStore store, int number) {
    return store.read(reader -> reader.history(id("e", number)));
  }
}
