// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.model.Timeouts;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of large jobs equals what is stored, whatever happened in between. */
class KnownExecutionsTest {
  private static final int COUNT = KnownExecutions.MIN_EXECUTIONS + 20;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final IdSource ids = Sample.countingIds();
  private final KnownExecutions known = new KnownExecutions();
  private JobStore store;

  @BeforeEach
  void open() {
    store =
        JobStore.open(folder.resolve("requester.db"), StoreOptions.of("n-1", "test", clock, ids));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void job(String id, int count) {
    JobIntake intake = new JobIntake(new Evaluations(ids), clock, Sample.TASK_TYPES);
    Job job = Sample.submission(id, count, Timeouts.NONE).withIdentity(id, id, "default");
    store.write(writer -> {
      intake.submit(writer, new Effects(writer, effects -> {}), job, false);
      for (int i = 0; i < count; i++) {
        writer.createExecution(execution(id + "-e-" + i, writer.requireJob(id), i));
      }
      return true;
    });
  }

  private Execution execution(String id, Job job, int partition) {
    long now = Times.nanos(clock.instant());
    return new Execution(
        id,
        job.namespace(),
        "v-1",
        "",
        "n-2",
        job.id(),
        job.version(),
        new Execution.Allocation(Map.of()),
        Status.of(DesiredState.PENDING),
        Status.of(ExecutionState.ASK_FOR_BID),
        SpecConfig.NONE,
        Optional.empty(),
        "",
        "",
        "",
        partition,
        1,
        now,
        now);
  }

  private KnownExecutions.JobExecutions read(String id) {
    KnownExecutions.JobExecutions executions = store.read(reader -> known.read(reader, id));
    known.committed(executions);
    return executions;
  }

  private void assertSame(String id) {
    List<Execution> stored = store.read(reader -> reader.executions(id));
    assertThat(read(id).inOrder()).isEqualTo(stored);
    assertThat(read(id).inOrder()).as("when nothing changed").isEqualTo(stored);
  }

  @Test
  void eachLookFindsWhatChangedSinceTheLastOne() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < KnownExecutions.MAX_JOBS + 2; i++) {
      jobs.add("j-" + i);
      job("j-" + i, i == 0 ? 3 : COUNT);
    }
    for (int round = 0; round < 60; round++) {
      String id = jobs.get(random.nextInt(jobs.size()));
      store.write(writer -> {
        List<Execution> all = writer.executions(id);
        for (int i = 0; i < 3; i++) {
          Execution one = writer.requireExecution(all.get(random.nextInt(all.size())).id());
          if (!one.isFinal()) {
            writer.updateExecution(
                one.withState(
                    Status.of(ExecutionState.CANCELLED),
                    Status.of(DesiredState.STOPPED),
                    Times.nanos(clock.instant())));
          }
        }
        if (random.nextBoolean()) {
          writer.createExecution(execution(ids.next(IdSource.EXECUTION), writer.requireJob(id), 0));
        }
        return true;
      });
      assertSame(jobs.get(random.nextInt(jobs.size())));
      assertSame(id);
    }
  }

  @Test
  void whatATransactionReadThatWasUndoneIsNotKnown() {
    job("j-1", COUNT);
    read("j-1");
    List<KnownExecutions.JobExecutions> undone = new ArrayList<>();
    try {
      store.write(writer -> {
        writer.createExecution(execution("e-new", writer.requireJob("j-1"), 0));
        undone.add(known.read(writer, "j-1"));
        throw new IllegalStateException("planted");
      });
    } catch (IllegalStateException planted) {
      assertThat(undone.getFirst().places()).containsKey("e-new");
    }
    assertThat(read("j-1").places()).doesNotContainKey("e-new").hasSize(COUNT);
  }

  @Test
  void anUnchangedExecutionIsNotReadAgain() {
    job("j-1", COUNT);
    Execution before = read("j-1").inOrder().getFirst();
    assertThat(read("j-1").inOrder().getFirst()).isSameAs(before);
  }
}
