// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Resources;
import dev.gadus.model.WaitingExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final WorkQueue queue = new WorkQueue(new Resources(1, 1000, 0, 0));
  private final List<String> started = new ArrayList<>();

  private void add(String id, int priority, double cpu) {
    queue.add(id, "j-" + id, priority, new Resources(cpu, 10, 0, 0), _ -> started.add(id));
  }

  @Test
  void whatFitsStartsAtOnceAndTheRestWaits() {
    add("a", 0, 0.5);
    add("b", 0, 0.5);
    add("c", 0, 0.5);

    assertThat(started).containsExactly("a", "b");
    assertThat(queue.load())
        .isEqualTo(
            new WorkQueue.Load(new Resources(1, 20, 0, 0), new Resources(0.5, 10, 0, 0), 2, 1));
    queue.finished("a");
    assertThat(started).containsExactly("a", "b", "c");
  }

  @Test
  void higherPriorityStartsFirstThenWhatCameFirst() {
    add("running", 0, 1);
    add("low", -5, 1);
    add("first", 1, 1);
    add("second", 1, 1);
    add("urgent", 9, 1);

    for (String next : List.of("running", "urgent", "first", "second", "low")) {
      assertThat(started.getLast()).isEqualTo(next);
      queue.finished(next);
    }
    assertThat(queue.load()).isEqualTo(new WorkQueue.Load(Resources.NONE, Resources.NONE, 0, 0));
  }

  @Test
  void smallerWorkPassesWhatDoesNotFit() {
    add("running", 0, 0.6);
    add("large", 5, 0.8);
    add("small", 0, 0.4);

    assertThat(started).containsExactly("running", "small");
    queue.finished("small");
    queue.finished("running");
    assertThat(started).containsExactly("running", "small", "large");
  }

  @Test
  void tenTenthsOfACoreAreACore() {
    for (int i = 0; i < 11; i++) {
      add("e" + i, 0, 0.1);
    }
    assertThat(started).hasSize(10);
    for (int i = 0; i < 10; i++) {
      queue.finished("e" + i);
    }
    queue.finished("e10");
    assertThat(queue.load().used()).isEqualTo(Resources.NONE);
  }

  @Test
  void whatWaitsSaysForWhatAndHowManyAreBeforeIt() {
    List<String> waitedFor = new ArrayList<>();
    Resources small = new Resources(0.3, 600_000_000, 0, 0);
    WorkQueue here = new WorkQueue(new Resources(1.6, 1_000_000_000, 0, 0));
    here.add("large", "j-1", 0, new Resources(1.6, 500_000_000, 0, 0), waitedFor::add);
    assertThat(here.waiting(Set.of("j-1", "j-2", "j-3"))).isEmpty();
    here.add("a", "j-2", 0, small, waitedFor::add);
    here.add("b", "j-2", 0, new Resources(0.1, 1, 0, 0), waitedFor::add);
    here.add("urgent", "j-3", 7, new Resources(0.1, 1, 0, 0), waitedFor::add);

    assertThat(here.waiting(Set.of("j-1", "j-2", "j-3")))
        .containsExactly(
            new WaitingExecution("urgent", "j-3", "waits for CPU: 0 of 1.6 free, next in line"),
            new WaitingExecution(
                "a",
                "j-2",
                "waits for CPU: 0 of 1.6 free, memory: 500 MB of 1 GB free, 1 before it"),
            new WaitingExecution("b", "j-2", "waits for CPU: 0 of 1.6 free, 2 before it"));
    assertThat(here.waiting(Set.of("j-2")))
        .extracting(WaitingExecution::executionId)
        .containsExactly("a", "b");
    here.finished("large");
    assertThat(here.waiting(Set.of("j-1", "j-2", "j-3"))).isEmpty();
    assertThat(waitedFor).containsExactly("", "CPU", "CPU and memory", "CPU");
  }

  @Test
  void theSameWorkIsNotAddedTwice() {
    add("a", 0, 1);
    add("a", 0, 1);
    add("b", 0, 1);
    add("b", 0, 1);

    assertThat(queue.load().waiting()).isEqualTo(1);
    queue.finished("a");
    queue.finished("b");
    assertThat(started).containsExactly("a", "b");
  }

  @Test
  void waitingWorkCanBeTakenOutAndRunningWorkCannot() {
    add("a", 0, 1);
    add("b", 0, 1);

    assertThat(queue.remove("a")).isFalse();
    assertThat(queue.remove("b")).isTrue();
    assertThat(queue.remove("b")).isFalse();
    queue.finished("a");
    assertThat(started).containsExactly("a");
  }

  @Test
  void aClosedQueueStartsNothing() {
    add("a", 0, 1);
    add("b", 0, 1);
    queue.close();
    queue.finished("a");
    add("c", 0, 1);

    assertThat(started).containsExactly("a");
  }
}
