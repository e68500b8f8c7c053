// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.event;
import static dev.gadus.store.Samples.execution;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStoreTest {
  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() {
    store = Samples.jobStore(directory);
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  private void reopen() {
    store.close();
    store = Samples.jobStore(directory);
  }

  private Job stored(String jobId) {
    return store.read(reader -> reader.requireJob(jobId));
  }

  @Test
  void aJobIsFoundByIdAndByNameAlsoAfterReopening() {
    Job job = job("j-1", "a/b", JobType.SERVICE, Map.of("k/1", "v=2", "empty", ""), NANOS);
    write(store, writer -> writer.createJob(job));
    reopen();
    assertThat(stored("j-1")).isEqualTo(job);
    Optional<Job> named = store.read(reader -> reader.jobByName("a/b", job.name()));
    assertThat(named).contains(job);
    Optional<Job> elsewhere = store.read(reader -> reader.jobByName("a", job.name()));
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void aSecondJobOfTheSameIdOrNameIsRefused() {
    write(store, writer -> writer.createJob(job("j-1")));
    assertThatThrownBy(() -> write(store, writer -> writer.createJob(job("j-1"))))
        .isInstanceOf(StoreException.AlreadyExists.class)
        .hasMessage("job already exists: j-1");
    Job sameName = job("j-2").withIdentity("j-2", job("j-1").name(), Job.DEFAULT_NAMESPACE);
    assertThatThrownBy(() -> write(store, writer -> writer.createJob(sameName)))
        .isInstanceOf(StoreException.AlreadyExists.class)
        .hasMessage("job already exists: name of j-1 in namespace default");
    Job otherNamespace = sameName.withIdentity("j-2", sameName.name(), "other");
    write(store, writer -> writer.createJob(otherNamespace));
  }

  @Test
  void anErrorUndoesTheWholeTransaction() {
    assertThatThrownBy(() ->
            write(
                store,
                writer -> {
                  writer.createJob(job("j-1"));
                  writer.appendHistory(job("j-1"), event("submitted"));
                  writer.createExecution(execution("e-1", "j-unknown"));
                }))
        .isInstanceOf(StoreException.NotFound.class)
        .hasMessage("job not found: j-unknown");
    Optional<Job> absent = store.read(reader -> reader.job("j-1"));
    assertThat(absent).isEmpty();
  }

  @Test
  void aPersonFindsAJobByNameIdOrItsBeginning() {
    Job first = job("j-aabb1111-0000");
    Job second = job("j-aabb2222-0000");
    Job named = job("j-cc").withIdentity("j-cc", "j-aabb1111-0000", Job.DEFAULT_NAMESPACE);
    write(
        store,
        writer -> {
          writer.createJob(first);
          writer.createJob(second);
        });
    for (String text : List.of(first.id(), first.name(), "j-aabb1", "aabb1111")) {
      Job found = store.read(reader -> reader.findJob(text, Job.DEFAULT_NAMESPACE));
      assertThat(found).isEqualTo(first);
    }
    assertThatThrownBy(() -> store.read(reader -> reader.findJob("j-aabb", "default")))
        .isInstanceOf(StoreException.Ambiguous.class)
        .hasMessageContaining("j-aabb1111, j-aabb2222");
    for (String text : List.of("", "j-x", "name")) {
      assertThatThrownBy(() -> store.read(reader -> reader.findJob(text, "default")))
          .isInstanceOf(StoreException.NotFound.class);
    }
    write(store, writer -> writer.createJob(named));
    Job byName = store.read(reader -> reader.findJob("j-aabb1111-0000", "default"));
    assertThat(byName).as("names win over ids").isEqualTo(named);
  }

  @Test
  void aChangedJobFollowsTheStoredOne() {
    write(store, writer -> writer.createJob(job("j-1")));
    Job running = stored("j-1").withState(Status.of(JobState.RUNNING), NANOS + 5);
    write(store, writer -> writer.updateJob(running));
    assertThat(stored("j-1")).isEqualTo(running);

    Job stale = job("j-1").withState(Status.of(JobState.FAILED), NANOS + 6);
    Job staleAgain = stale.withState(Status.of(JobState.FAILED), NANOS + 6);
    Job far = staleAgain.withState(Status.of(JobState.FAILED), NANOS + 6);
    assertThatThrownBy(() -> write(store, writer -> writer.updateJob(far)))
        .isInstanceOf(StoreException.WrongVersion.class)
        .hasMessage("job j-1 has version 2 but expected 3");
    assertThatThrownBy(() -> write(store, writer -> writer.updateJob(job("j-1"))))
        .isInstanceOf(StoreException.WrongVersion.class);
    assertThatThrownBy(() -> write(store, writer -> writer.updateJob(job("j-2"))))
        .isInstanceOf(StoreException.NotFound.class);
    Job renamed = running.withIdentity("j-1", "other", Job.DEFAULT_NAMESPACE);
    assertThatThrownBy(() -> write(store, writer -> writer.updateJob(renamed)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stored("j-1")).isEqualTo(running);
  }

  @Test
  void aJobsStateChangesOnlyAsItsTableAllows() {
    for (JobState from : JobState.values()) {
      for (JobState to : JobState.values()) {
        String id = "j-" + from + "-" + to;
        Job first = job(id).asCreated(Status.of(from), NANOS);
        write(store, writer -> writer.createJob(first));
        Job changed = first.withState(Status.of(to), NANOS + 1);
        if (from == to || JobState.TABLE.allows(from, to)) {
          write(store, writer -> writer.updateJob(changed));
          assertThat(stored(id)).isEqualTo(changed);
        } else {
          assertThatThrownBy(() -> write(store, writer -> writer.updateJob(changed)))
              .isInstanceOf(StoreException.WrongState.class)
              .hasMessageContaining(from.text())
              .hasMessageContaining(to.text());
          assertThat(stored(id)).isEqualTo(first);
        }
      }
    }
  }

  @Test
  void oldVersionsStayAsTheyWere() {
    Job first = job("j-1");
    write(store, writer -> writer.createJob(first));
    Job done = first.withState(Status.of(JobState.COMPLETED), NANOS + 1);
    write(store, writer -> writer.updateJob(done));
    Job second =
        done.withSpecOf(
            job("j-1", "default", JobType.BATCH, Map.of("env", "prod"), NANOS),
            Status.of(JobState.PENDING),
            NANOS + 2);
    write(store, writer -> writer.putJobVersion(second));
    assertThat(stored("j-1")).isEqualTo(second);
    List<Job> versions = store.read(reader -> reader.versions("j-1"));
    assertThat(versions).containsExactly(done, second);
    for (Job version : versions) {
      Optional<Job> read = store.read(reader -> reader.jobVersion("j-1", version.version()));
      assertThat(read).contains(version);
    }
    Optional<Job> third = store.read(reader -> reader.jobVersion("j-1", 3));
    assertThat(third).isEmpty();
    assertThatThrownBy(() -> write(store, writer -> writer.putJobVersion(second)))
        .isInstanceOf(StoreException.WrongVersion.class)
        .hasMessage("job j-1 has version 2 but expected 1");
  }

  @Test
  void executionsAreFoundByIdByJobAndWhileTheyLiveByNode() {
    write(
        store,
        writer -> {
          writer.createJob(job("j-1"));
          writer.createJob(job("j-2"));
          writer.createExecution(execution("e-b", "j-1", "n-1", NANOS));
          writer.createExecution(execution("e-a", "j-1", "n-2", NANOS + 1));
          writer.createExecution(execution("e-c", "j-2", "n-1", NANOS + 2));
        });
    assertThat(ids(store.read(reader -> reader.executions("j-1")))).containsExactly("e-b", "e-a");
    assertThat(ids(store.read(reader -> reader.executions("j-1", 1)))).hasSize(2);
    assertThat(ids(store.read(reader -> reader.executions("j-1", 2)))).isEmpty();
    assertThat(ids(store.read(reader -> reader.liveExecutionsOnNode("n-1"))))
        .containsExactly("e-b", "e-c");
    assertThat(ids(store.read(JobReader::liveExecutions))).containsExactly("e-b", "e-c", "e-a");

    Execution failed =
        store
            .read(reader -> reader.requireExecution("e-b"))
            .withState(
                Status.of(ExecutionState.FAILED, "it broke"),
                Status.of(DesiredState.STOPPED),
                NANOS + 3);
    write(store, writer -> writer.updateExecution(failed));
    assertThat(ids(store.read(reader -> reader.liveExecutionsOnNode("n-1"))))
        .containsExactly("e-c");
    Execution linked = failed.withNextExecution("e-a");
    write(store, writer -> writer.updateExecution(linked));
    assertThat(storedExecution("e-b")).isEqualTo(linked);

    Execution revived =
        linked.withState(
            Status.of(ExecutionState.RUNNING), Status.of(DesiredState.RUNNING), NANOS + 4);
    assertThatThrownBy(() -> write(store, writer -> writer.updateExecution(revived)))
        .isInstanceOf(StoreException.FinalState.class)
        .hasMessage("execution e-b is in final state Failed and cannot change to Running");
    assertThatThrownBy(
            () -> write(store, writer -> writer.createExecution(execution("e-c", "j-1"))))
        .isInstanceOf(StoreException.AlreadyExists.class);
    assertThatThrownBy(
            () -> write(store, writer -> writer.updateExecution(execution("e-x", "j-1"))))
        .isInstanceOf(StoreException.NotFound.class);
  }

  private Execution storedExecution(String id) {
    return store.read(reader -> reader.requireExecution(id));
  }

  private static List<String> ids(List<Execution> executions) {
    return executions.stream().map(Execution::id).toList();
  }

  @Test
  void anExecutionsStateChangesOnlyAsItsTableAllows() {
    write(store, writer -> writer.createJob(job("j-1")));
    Execution first = execution("e-1", "j-1");
    write(store, writer -> writer.createExecution(first));
    Execution early =
        first.withState(
            Status.of(ExecutionState.PUBLISHING), Status.of(DesiredState.RUNNING), NANOS + 1);
    assertThatThrownBy(() -> write(store, writer -> writer.updateExecution(early)))
        .isInstanceOf(StoreException.WrongState.class)
        .hasMessageContaining("in state New and cannot change to Publishing");
    assertThat(storedExecution("e-1")).isEqualTo(first);
  }

  @Test
  void nodesAreKeptUntilRemoved() {
    write(
        store,
        writer -> {
          writer.putNode(Samples.node("n-2"));
          writer.putNode(Samples.node("n-1"));
        });
    reopen();
    assertThat(store.read(JobReader::nodes))
        .containsExactly(Samples.node("n-1"), Samples.node("n-2"));
    write(store, writer -> writer.removeNode("n-1"));
    assertThat(store.read(JobReader::nodes)).containsExactly(Samples.node("n-2"));
    Optional<?> removed = store.read(reader -> reader.node("n-1"));
    assertThat(removed).isEmpty();
  }

  @Test
  void idsThatWouldBreakKeysAreRefused() {
    assertThatThrownBy(() -> write(store, writer -> writer.createJob(job("j/1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jobId=j/1");
  }
}
