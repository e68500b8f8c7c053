// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Evaluation;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.JobType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EvaluationBrokerTest {
  private static final Instant NOW = Sample.START;

  private final EvaluationBroker broker = new EvaluationBroker();

  @Test
  void dueEvaluationsOfAJobComeTogetherAndJobsInOrder() {
    add("v-1", "j-1", Instant.EPOCH);
    add("v-2", "j-2", Instant.EPOCH);
    add("v-3", "j-1", NOW);

    assertThat(ids(take())).containsExactly("v-1", "v-3");
    assertThat(ids(take())).containsExactly("v-2");
    assertThat(broker.poll()).isEmpty();
  }

  @Test
  void aJobIsHandedOutToOneAtATime() {
    add("v-1", "j-1", Instant.EPOCH);
    EvaluationBroker.Work first = take();
    add("v-2", "j-1", Instant.EPOCH);

    assertThat(broker.poll()).isEmpty();
    broker.done(first, Set.of("v-1"));
    assertThat(ids(take())).containsExactly("v-2");
  }

  @Test
  void laterEvaluationsWaitForTheirTime() {
    add("v-1", "j-1", NOW.plusSeconds(10));

    broker.advance(NOW.plusSeconds(10).minusNanos(1));
    assertThat(broker.poll()).isEmpty();
    assertThat(broker.nextTime()).contains(NOW.plusSeconds(10));
    broker.advance(NOW.plusSeconds(10));
    assertThat(ids(take())).containsExactly("v-1");
  }

  @Test
  void whatWaitsForAReasonCanBeWoken() {
    add("v-1", "j-1", Trigger.JOB_QUEUE, NOW.plusSeconds(10));
    add("v-2", "j-2", Trigger.JOB_TIMEOUT, NOW.plusSeconds(10));

    broker.wake(Trigger.JOB_QUEUE);
    assertThat(ids(take())).containsExactly("v-1");
    assertThat(broker.poll()).isEmpty();
  }

  @Test
  void workKnowsWhatElseWaits() {
    add("v-1", "j-1", Instant.EPOCH);
    add("v-2", "j-1", Trigger.JOB_TIMEOUT, NOW.plusSeconds(10));
    EvaluationBroker.Work work = take();

    assertThat(work.later()).extracting(Evaluation::id).containsExactly("v-2");
    assertThat(work.isAwaited(Trigger.JOB_TIMEOUT, NOW.plusSeconds(10))).isTrue();
    assertThat(work.isAwaited(Trigger.JOB_TIMEOUT, NOW.plusSeconds(9))).isFalse();
    assertThat(work.isAwaited(Trigger.JOB_QUEUE, NOW.plusSeconds(10))).isFalse();
    assertThat(broker.isAwaited("j-1", Trigger.JOB_TIMEOUT, NOW.plusSeconds(11))).isTrue();
    assertThat(broker.isAwaited("j-2", Trigger.JOB_TIMEOUT, NOW.plusSeconds(11))).isFalse();
  }

  @Test
  void whatWorkSettledDoesNotComeAgain() {
    add("v-1", "j-1", Instant.EPOCH);
    add("v-2", "j-1", NOW.plusSeconds(10));
    broker.done(take(), Set.of("v-1", "v-2"));

    broker.advance(NOW.plusSeconds(10));
    assertThat(broker.poll()).isEmpty();
    assertThat(broker.size()).isZero();
  }

  @Test
  void workThatWasPostponedComesAgainAndHasNotFailed() {
    add("v-1", "j-1", Instant.EPOCH);
    broker.postponed(take(), NOW.plusSeconds(1));
    assertThat(broker.poll()).isEmpty();

    broker.advance(NOW.plusSeconds(1));
    assertThat(take().failures()).isZero();
  }

  @Test
  void workThatFailedComesAgainAndKnowsHowOften() {
    add("v-1", "j-1", Instant.EPOCH);
    broker.failed(take(), NOW.plusSeconds(1));

    assertThat(broker.poll()).isEmpty();
    broker.advance(NOW.plusSeconds(1));
    EvaluationBroker.Work again = take();
    assertThat(ids(again)).containsExactly("v-1");
    assertThat(again.failures()).isEqualTo(1);
    broker.done(again, Set.of("v-1"));
    add("v-2", "j-1", Instant.EPOCH);
    assertThat(take().failures()).isZero();
  }

  @Test
  void takingEndsWhenTheBrokerIsClosed() throws InterruptedException {
    Thread closer = Thread.ofVirtual().start(broker::close);

    assertThat(broker.take()).isEmpty();
    closer.join();
  }

  private EvaluationBroker.Work take() {
    Optional<EvaluationBroker.Work> work = broker.poll();
    assertThat(work).isPresent();
    return work.orElseThrow();
  }

  private static List<String> ids(EvaluationBroker.Work work) {
    return work.due().stream().map(Evaluation::id).toList();
  }

  private void add(String id, String jobId, Instant waitUntil) {
    add(id, jobId, Trigger.EXECUTION_UPDATE, waitUntil);
  }

  private void add(String id, String jobId, Trigger trigger, Instant waitUntil) {
    broker.add(
        List.of(
            new Evaluation(
                id,
                "default",
                jobId,
                trigger,
                0,
                JobType.BATCH,
                EvaluationStatus.PENDING,
                "",
                waitUntil,
                0,
                0)),
        NOW);
  }
}
