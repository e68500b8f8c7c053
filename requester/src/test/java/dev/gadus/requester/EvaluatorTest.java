// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Timeouts;
import dev.gadus.store.HistoryQuery;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a decision fails: the nodes, of all things, cannot be listed. */
final class EvaluatorTest {
  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private final IdSource ids = Sample.countingIds();
  private final EvaluationBroker broker = new EvaluationBroker();
  private final AtomicInteger failuresToCome = new AtomicInteger();
  private JobStore store;
  private Evaluator evaluator;
  private String jobId = "";

  @BeforeEach
  void open() {
    store =
        JobStore.open(folder.resolve("requester.db"), StoreOptions.of("n-1", "test", clock, ids));
    evaluator =
        new Evaluator(
            store,
            broker,
            () -> {
              if (failuresToCome.getAndDecrement() > 0) {
                throw new IllegalStateException("planted");
              }
              return List.of(Sample.known(Sample.wasmNode("n-2")));
            },
            this::follow,
            ids,
            clock);
    JobIntake intake = new JobIntake(new Evaluations(ids), clock, Sample.TASK_TYPES);
    Job job = Sample.submission("job", 1, Timeouts.NONE).withIdentity("j-1", "job", "default");
    jobId =
        store
            .write(writer -> intake.submit(writer, new Effects(writer, this::follow), job, false))
            .job()
            .id();
  }

  private void follow(Effects effects) {
    broker.add(effects.newEvaluations(), clock.instant());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aDecisionThatFailsIsRepeatedAfterAPause() {
    failuresToCome.set(1);
    handleDue();
    assertThat(state()).isEqualTo(JobState.PENDING);
    assertThat(broker.poll()).isEmpty();

    clock.advance(Evaluator.FIRST_RETRY);
    broker.advance(clock.instant());
    handleDue();
    assertThat(state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aDecisionThatFailsForGoodEndsTheJobVisibly() {
    failuresToCome.set(Integer.MAX_VALUE);
    for (int i = 0; i < Evaluator.MAX_FAILURES; i++) {
      handleDue();
      assertThat(state()).isEqualTo(JobState.PENDING);
      clock.advance(Duration.ofMinutes(1));
      broker.advance(clock.instant());
    }
    handleDue();

    assertThat(state()).isEqualTo(JobState.FAILED);
    List<HistoryEntry> history =
        store.read(reader -> reader.history(HistoryQuery.of(jobId))).items();
    assertThat(history.getLast().event().message()).contains("could not be scheduled");
    List<Evaluation> evaluations = store.read(reader -> reader.evaluations(jobId));
    assertThat(evaluations).extracting(Evaluation::status).containsExactly(EvaluationStatus.FAILED);
    assertThat(broker.size()).isZero();
  }

  private void handleDue() {
    Optional<EvaluationBroker.Work> work = broker.poll();
    assertThat(work).isPresent();
    evaluator.handle(work.orElseThrow());
  }

  private JobState state() {
    return store.read(reader -> reader.requireJob(jobId)).state().state();
  }
}
