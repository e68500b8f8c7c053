// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import static dev.gadus.store.imports.BacalhauFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.store.HistoryQuery;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.Retention;
import dev.gadus.store.imports.ImportNote.Kind;
import dev.gadus.store.imports.ImportNote.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class JobImportTest {
  static final List<String> FILES = BacalhauFixture.JOBS;
  private static final Instant START = Instant.parse("2024-05-01T12:00:00.123456789Z");
  private static final String FULL = id("j", 1);

  @TempDir Path directory;

  @ParameterizedTest
  @FieldSource("FILES")
  void bringsInWhatHasEndedAndTellsWhyTheRestStays(String name) throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, name).into(store);

      // Executions in each state of the release: five of them are final, whatever their numbers.
      int states = name.compareTo("jobs-v1.5.2") < 0 ? 10 : 12;
      int unfinishedJobs = name.equals("jobs-v1.1") ? 2 : 3;
      assertThat(report.brought(Kind.JOB)).isEqualTo(6);
      assertThat(report.brought(Kind.EXECUTION)).isEqualTo(5 + 3);
      assertThat(report.brought(Kind.HISTORY)).isEqualTo(2 + 5 + 3);
      assertThat(report.brought(Kind.VERSION)).isEqualTo(name.equals("jobs-v1.9") ? 1 : 0);
      assertThat(report.present()).isEmpty();
      assertThat(report.noted(Reason.NOT_FINAL, Kind.JOB)).isEqualTo(unfinishedJobs);
      assertThat(report.noted(Reason.NOT_FINAL, Kind.EXECUTION)).isEqualTo(states - 5);
      assertThat(report.noted(Reason.OF_SKIPPED, Kind.EXECUTION)).isEqualTo(unfinishedJobs);
      assertThat(report.noted(Reason.OF_SKIPPED, Kind.HISTORY))
          .isEqualTo(states - 5 + unfinishedJobs);
      assertThat(report.noted(Reason.UNREADABLE, Kind.JOB)).isEqualTo(3);
      assertThat(report.noted(Reason.UNREADABLE, Kind.EXECUTION)).isEqualTo(1);
      assertThat(report.noted(Reason.UNREADABLE, Kind.HISTORY)).isEqualTo(1);
      assertThat(report.noted(Reason.RENAMED, Kind.JOB)).isEqualTo(1);
      assertThat(report.noted(Reason.DECIDES_NOTHING, Kind.EVALUATION)).isEqualTo(1);
      assertThat(store.verify()).isEmpty();
      assertThat(store.read(JobReader::countByState))
          .containsEntry("Completed", 4L)
          .containsEntry("Failed", 1L)
          .containsEntry("Stopped", 1L);
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void keepsWhatAJobSays(String name) throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      BacalhauFixture.unpack(directory, name).into(store);
      Job job = fullJob(store);

      assertThat(job.name()).isEqualTo("full");
      assertThat(job.namespace()).isEqualTo("team-a");
      assertThat(job.type()).isEqualTo(JobType.BATCH);
      assertThat(job.priority()).isEqualTo(3);
      assertThat(job.count()).isEqualTo(2);
      assertThat(job.labels()).isEqualTo(Map.of("env", "prod", "part", "1"));
      assertThat(job.meta()).isEqualTo(Map.of("bacalhau.org/requester.id", "n-requester"));
      assertThat(job.constraints().getFirst().values()).containsExactly("north", "south");
      assertThat(job.state()).isEqualTo(Status.of(JobState.COMPLETED, "it is completed"));
      assertThat(job.version()).isEqualTo(name.equals("jobs-v1.9") ? 2 : 1);
      assertThat(job.revision()).isEqualTo(4);
      assertThat(job.createTime()).isEqualTo(UnixNanos.of(START.plusSeconds(1)));
      assertThat(job.modifyTime()).isEqualTo(UnixNanos.of(START.plusSeconds(101)));
      assertThat(job.task().engine().text("Image")).contains("ubuntu:22.04");
      assertThat(job.task().resources().cpu()).isEqualTo("500m");
      assertThat(job.task().network().type()).isEqualTo("None");
      assertThat(job.task().timeouts().executionTimeout()).isEqualTo(1800);
      assertThat(job.task().env()).isEqualTo(Map.of("MODE", "fast"));
      assertThat(job.task().inputSources().getFirst().target()).isEqualTo("/inputs");
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void readsTheStatesOfExecutionsByTheNumbersOfTheRelease(String name) throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      BacalhauFixture.unpack(directory, name).into(store);
      List<Execution> executions = executions(store, FULL);

      assertThat(executions)
          .extracting(execution -> execution.state().state())
          .containsExactlyInAnyOrder(
              ExecutionState.ASK_FOR_BID_REJECTED,
              ExecutionState.BID_REJECTED,
              ExecutionState.COMPLETED,
              ExecutionState.FAILED,
              ExecutionState.CANCELLED);
      assertThat(executions)
          .allSatisfy(execution -> {
            // The fixture wrote the word beside the number.
            assertThat(execution.state().message())
                .isEqualTo("told: " + execution.state().state().text());
            assertThat(execution.nodeId()).isEqualTo("QmNode");
            assertThat(execution.jobVersion()).isEqualTo(name.equals("jobs-v1.9") ? 2 : 1);
            assertThat(execution.publishedResult())
                .isEqualTo(new SpecConfig("ipfs", Map.of("CID", "QmResult")));
            assertThat(execution.resources().memoryBytes()).isEqualTo(512_000_000);
          });
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void keepsOutputAndExitCode(String name) throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      BacalhauFixture.unpack(directory, name).into(store);
      int number = name.compareTo("jobs-v1.5.2") < 0 ? 7 : 9;
      Execution completed = store.read(reader -> reader.requireExecution(id("e", number)));

      assertThat(completed.runOutput())
          .contains(
              new RunOutput("out of " + number + "\n", true, "warned\n", false, number, "slow"));
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void listsAndHistoryShowWhatCameIn(String name) throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      BacalhauFixture.unpack(directory, name).into(store);

      JobQuery query = JobQuery.ALL.inNamespace("team-a");
      List<Job> listed = store.read(reader -> reader.jobs(query)).items();
      List<HistoryEntry> history = history(store);
      assertThat(listed).hasSize(6).extracting(Job::id).contains(FULL);
      assertThat(history).hasSize(7);
      assertThat(history)
          .extracting(HistoryEntry::seqNum)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(history).extracting(HistoryEntry::time).isSorted();
      assertThat(history.getFirst().time()).isEqualTo(START.plusSeconds(1));
      assertThat(history)
          .extracting(entry -> entry.event().details().getOrDefault(Event.Detail.NODE_ID, ""))
          .contains("QmNode");
      assertThat(history.getLast().event().message()).contains("Completed");
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void asksTwiceAndChangesNothing(String name) throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, name);
    try (JobStore store = TestStores.jobs(directory)) {
      ImportReport first = fixture.into(store);
      long position = store.read(JobReader::lastPosition);
      long commits = TestStores.commitCount(store);

      ImportReport second = fixture.into(store);

      assertThat(second.brought()).isEmpty();
      assertThat(second.present()).isEqualTo(first.brought());
      assertThat(store.read(JobReader::lastPosition)).isEqualTo(position);
      assertThat(TestStores.commitCount(store)).isEqualTo(commits);
      assertThat(store.verify()).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void aRehearsalTellsTheSameAndChangesNothing(String name) throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, name);
    try (JobStore store = TestStores.jobs(directory);
        BacalhauImport source = fixture.open()) {
      ImportReport rehearsed = source.rehearseJobs(Optional.of(store), ImportListener.NONE);
      assertThat(store.read(JobReader::countByState).values()).allMatch(count -> count == 0);

      ImportReport withoutStore = source.rehearseJobs(Optional.empty(), ImportListener.NONE);
      ImportReport real = source.into(store, ImportListener.NONE);

      assertThat(rehearsed.dryRun()).isTrue();
      assertThat(rehearsed.brought()).isEqualTo(real.brought());
      assertThat(rehearsed.notes()).isEqualTo(real.notes());
      assertThat(withoutStore.brought()).isEqualTo(real.brought());
    }
  }

  @Test
  void theSourceStaysAsItIs() throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, "jobs-v1.9");
    byte[] before = Files.readAllBytes(fixture.file());
    try (JobStore store = TestStores.jobs(directory)) {
      fixture.into(store);
    }
    assertThat(Files.readAllBytes(fixture.file())).isEqualTo(before);
  }

  @Test
  void anUpgradedFileMixesBothNumberingsAndThreeHistories() throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, "jobs-upgraded").into(store);

      assertThat(report.brought(Kind.JOB)).isEqualTo(2);
      assertThat(report.brought(Kind.EXECUTION)).isEqualTo(8);
      assertThat(report.noted(Reason.NOT_FINAL, Kind.EXECUTION)).isEqualTo(2);
      for (String job : List.of(FULL, id("j", 3600))) {
        assertThat(executions(store, job))
            .hasSize(4)
            .allSatisfy(execution ->
                assertThat(execution.state().message())
                    .isEqualTo("told: " + execution.state().state().text()));
      }
      List<HistoryEntry> history = history(store);
      assertThat(history)
          .extracting(entry -> entry.event().message())
          .containsExactly(
              "state changed from Undefined to Pending",
              "execution Completed",
              "state changed from Running to Completed",
              "Job asked for again");
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void aNameThatIsInUseIsChangedAndTold() throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, "jobs-v1.7");
    try (JobStore store = TestStores.jobs(directory)) {
      List<ImportNote> notes = fixture.notes(store);

      Set<String> names =
          store.read(reader -> reader.jobs(JobQuery.ALL)).items().stream()
              .map(Job::name)
              .collect(Collectors.toSet());
      assertThat(names).contains("daily", "daily (j-00000029)");
      assertThat(notes)
          .contains(new ImportNote(Kind.JOB, id("j", 41), Reason.RENAMED, "daily (j-00000029)"));
      // It is still known by this name the next time.
      assertThat(fixture.into(store).present(Kind.JOB)).isEqualTo(6);
    }
  }

  @Test
  void aRecordWithOtherContentStaysAndIsTold() throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, "jobs-v1.7");
    try (JobStore store = TestStores.jobs(directory)) {
      Job other = TestStores.job(FULL);
      store.write(writer -> {
        writer.createJob(other);
        return true;
      });

      List<ImportNote> notes = fixture.notes(store);

      assertThat(notes).contains(new ImportNote(Kind.JOB, FULL, Reason.OTHER_CONTENT, ""));
      assertThat(fullJob(store)).isEqualTo(other);
      assertThat(executions(store, FULL)).isEmpty();
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void goesOnWhereItWasEnded() throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, "jobs-v1.9");
    try (JobStore store = TestStores.jobs(directory)) {
      // What a transaction in the middle of the full job leaves: the job without all the rest.
      Path whole = Files.createDirectory(directory.resolve("whole"));
      try (JobStore complete = TestStores.jobs(whole)) {
        fixture.into(complete);
        Job job = fullJob(complete);
        Execution first = executions(complete, FULL).getFirst();
        HistoryEntry row = history(complete).getFirst();
        store.write(writer -> {
          writer.createJob(job);
          writer.createExecution(first);
          writer.importHistory(row);
          return true;
        });
      }

      ImportReport report = fixture.into(store);

      assertThat(report.present(Kind.JOB)).isEqualTo(1);
      assertThat(report.present(Kind.EXECUTION)).isEqualTo(1);
      assertThat(report.present(Kind.HISTORY)).isEqualTo(1);
      assertThat(report.brought(Kind.EXECUTION)).isEqualTo(7);
      assertThat(report.brought(Kind.HISTORY)).isEqualTo(9);
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void fieldsThatHaveNoPlaceAreCounted() throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      ImportReport report = BacalhauFixture.unpack(directory, "jobs-v1.9").into(store);

      assertThat(report.lostFields())
          .containsOnlyKeys("Execution.AllocatedResources.Tasks.main.GPUs");
    }
  }

  @Test
  void damagedRecordsAreToldWithKeyAndReason() throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      List<ImportNote> notes = BacalhauFixture.unpack(directory, "jobs-v1.1").notes(store);

      assertThat(notes)
          .filteredOn(note -> note.reason() == Reason.UNREADABLE)
          .extracting(note -> note.kind().text() + " " + note.id() + ": " + note.detail())
          .anySatisfy(
              text -> assertThat(text).startsWith("job " + id("j", 50) + ": it is not JSON"))
          .anySatisfy(text ->
              assertThat(text)
                  .startsWith("job " + id("j", 51))
                  .contains("unknown job state 'Abandoned'"))
          .anySatisfy(text -> assertThat(text).isEqualTo("job my: it has no record"))
          .anySatisfy(
              text -> assertThat(text).startsWith("execution " + id("e", 90) + ": it is not JSON"))
          .anySatisfy(text ->
              assertThat(text)
                  .isEqualTo("history row " + FULL + "/9999999999999999: it is not a JSON object"));
    }
  }

  @Test
  void retentionAppliesToWhatCameIn() throws IOException {
    try (JobStore store = TestStores.jobs(directory)) {
      BacalhauFixture.unpack(directory, "jobs-v1.9").into(store);

      long removed =
          store.applyRetention(
              Retention.KEEP_ALL.finished(Retention.Limit.ofAge(Duration.ofDays(30))));

      assertThat(removed).isEqualTo(6);
      assertThat(store.verify()).isEmpty();
    }
  }

  private static Job fullJob(JobStore store) {
    return store.read(reader -> reader.requireJob(FULL));
  }

  private static List<Execution> executions(JobStore store, String jobId) {
    return store.read(reader -> reader.executions(jobId));
  }

  private static List<HistoryEntry> history(JobStore store) {
    return store.read(reader -> reader.history(HistoryQuery.of(FULL))).items();
  }
}
