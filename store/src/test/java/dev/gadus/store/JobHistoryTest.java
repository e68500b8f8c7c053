// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.TIME;
import static dev.gadus.store.Samples.event;
import static dev.gadus.store.Samples.execution;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Event;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobHistoryTest {
  private static final Job JOB = job("j-1");
  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() {
    store = Samples.jobStore(directory);
    write(store, writer -> writer.createJob(JOB));
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  private Page<HistoryEntry> page(HistoryQuery query) {
    return store.read(reader -> reader.history(query));
  }

  private static List<Long> numbers(Page<HistoryEntry> page) {
    return page.items().stream().map(HistoryEntry::seqNum).toList();
  }

  private void append(int count) {
    write(
        store,
        writer -> {
          for (int i = 0; i < count; i++) {
            writer.appendHistory(JOB, event("row"));
          }
        });
  }

  private void complete() {
    write(
        store, writer -> writer.updateJob(JOB.withState(Status.of(JobState.COMPLETED), NANOS + 1)));
  }

  @Test
  void rowsAreNumberedWithoutGapsPastAThousand() {
    write(store, writer -> writer.createJob(job("j-0")));
    write(store, writer -> writer.createJob(job("j-2")));
    append(998);
    append(1);
    append(2);
    write(store, writer -> writer.appendHistory(job("j-2"), event("of another job")));
    List<Long> expected = LongStream.rangeClosed(1, 1001).boxed().toList();
    assertThat(numbers(page(HistoryQuery.of("j-1")))).isEqualTo(expected);
    assertThat(numbers(page(HistoryQuery.of("j-2")))).containsExactly(1L);
    assertThat(numbers(page(HistoryQuery.of("j-0")))).isEmpty();
  }

  @Test
  void theTokenFollowsALiveJobAndEndsWithAFinalOne() {
    append(3);
    Page<HistoryEntry> first = page(HistoryQuery.of("j-1").withLimit(2));
    assertThat(numbers(first)).containsExactly(1L, 2L);
    Page<HistoryEntry> second = page(HistoryQuery.of("j-1").withLimit(2).after(first.nextToken()));
    assertThat(numbers(second)).containsExactly(3L);
    Page<HistoryEntry> nothingYet = page(HistoryQuery.of("j-1").after(second.nextToken()));
    assertThat(nothingYet.items()).isEmpty();
    assertThat(nothingYet.nextToken()).as("the job is not final").isNotEmpty();

    append(2);
    complete();
    Page<HistoryEntry> one =
        page(HistoryQuery.of("j-1").withLimit(1).after(nothingYet.nextToken()));
    assertThat(numbers(one)).containsExactly(4L);
    assertThat(one.nextToken()).as("one row is left").isNotEmpty();
    Page<HistoryEntry> last = page(HistoryQuery.of("j-1").withLimit(1).after(one.nextToken()));
    assertThat(numbers(last)).containsExactly(5L);
    assertThat(last.nextToken()).as("final, and all was returned").isEmpty();
  }

  @Test
  void rowsAreFilteredByLevelExecutionVersionAndTime() {
    Event later = Event.of(Event.Topic.EXECUTION, "later", TIME.plusSeconds(10));
    write(
        store,
        writer -> {
          writer.createExecution(execution("e-aa", "j-1"));
          writer.createExecution(execution("e-ab", "j-1"));
          writer.appendHistory(JOB, event("submitted"));
          writer.appendHistory(execution("e-aa", "j-1"), event("asked"));
          writer.appendHistory(execution("e-ab", "j-1"), later);
        });
    Job second = JOB.withSpecOf(JOB, Status.of(JobState.PENDING), NANOS + 1);
    Job done = JOB.withState(Status.of(JobState.COMPLETED), NANOS + 1);
    write(store, writer -> writer.updateJob(done));
    write(
        store,
        writer -> {
          writer.putJobVersion(done.withSpecOf(second, Status.of(JobState.PENDING), NANOS + 2));
          writer.appendHistory(second, event("updated"));
        });
    HistoryQuery all = HistoryQuery.of("j-1");
    assertThat(numbers(page(all.ofType(HistoryEntry.JOB_LEVEL)))).containsExactly(1L, 4L);
    assertThat(numbers(page(all.ofType(HistoryEntry.EXECUTION_LEVEL)))).containsExactly(2L, 3L);
    assertThat(numbers(page(all.ofExecution("e-a")))).containsExactly(2L, 3L);
    assertThat(numbers(page(all.ofExecution("e-ab")))).containsExactly(3L);
    assertThat(numbers(page(all.ofVersion(2)))).containsExactly(4L);
    assertThat(numbers(page(all.ofVersion(1)))).containsExactly(1L, 2L, 3L);
    assertThat(numbers(page(all.since(TIME.plusSeconds(1))))).containsExactly(3L);
    Page<HistoryEntry> limited = page(all.ofType(HistoryEntry.JOB_LEVEL).withLimit(1));
    assertThat(numbers(limited)).containsExactly(1L);
    assertThat(numbers(page(all.ofType(HistoryEntry.JOB_LEVEL).after(limited.nextToken()))))
        .containsExactly(4L);
  }

  @Test
  void wrongQuestionsGetAClearAnswer() {
    assertThatThrownBy(() -> page(HistoryQuery.of("j-9")))
        .isInstanceOf(StoreException.NotFound.class);
    for (String token : List.of("x", "-1", "1.5", Long.toString(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> page(HistoryQuery.of("j-1").after(token)))
          .isInstanceOf(StoreException.InvalidQuery.class)
          .hasMessageContaining("'" + token + "'");
    }
    assertThatThrownBy(() -> HistoryQuery.of("j-1").withLimit(-1))
        .isInstanceOf(StoreException.InvalidQuery.class);
    assertThatThrownBy(() -> write(store, w -> w.appendHistory(job("j-9"), event("lost"))))
        .isInstanceOf(StoreException.NotFound.class);
  }
}
