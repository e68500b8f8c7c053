// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.JobState;
import dev.gadus.model.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small run in which the requester, or a node, ends and starts again after each single step. */
final class RestartTest {
  @TempDir Path folder;

  /** What ends at the boundary. */
  private enum Crash {
    REQUESTER,
    NODE,
    BOTH
  }

  @Test
  void theRequesterCanEndAfterEveryStep() throws IOException {
    runWithACrashAfterEachStep(Crash.REQUESTER);
  }

  @Test
  void aNodeCanEndAfterEveryStep() throws IOException {
    runWithACrashAfterEachStep(Crash.NODE);
  }

  @Test
  void bothCanEndAfterEveryStep() throws IOException {
    runWithACrashAfterEachStep(Crash.BOTH);
  }

  private void runWithACrashAfterEachStep(Crash crash) throws IOException {
    int steps = run(Integer.MAX_VALUE, crash);
    assertThat(steps).as("steps of a run without a crash").isGreaterThan(15);
    for (int boundary = 0; boundary <= steps; boundary++) {
      run(boundary, crash);
    }
    System.out.printf("crash=%s boundaries=%d%n", crash, steps + 1);
  }

  /**
   * @return the steps that it took
   */
  private int run(int crashAfter, Crash crash) throws IOException {
    Path place = Files.createTempDirectory(folder, "run");
    try (TestCluster cluster = new TestCluster(place, 1)) {
      String id = cluster.submit("job", 2, new Timeouts(3600, 0, 7200));
      int steps = 0;
      List<Runnable> possible = new ArrayList<>();
      do {
        if (steps == crashAfter) {
          crash(cluster, crash);
        }
        possible.clear();
        collectSteps(cluster, possible);
        if (!possible.isEmpty()) {
          possible.getFirst().run();
          steps++;
        }
      } while (!possible.isEmpty());
      assertThat(cluster.state(id))
          .as("state after a crash of %s after step %d", crash, crashAfter)
          .isEqualTo(JobState.COMPLETED);
      return steps;
    }
  }

  private static void crash(TestCluster cluster, Crash crash) {
    if (crash != Crash.NODE) {
      cluster.crashRequester();
      cluster.heartbeats();
    }
    if (crash != Crash.REQUESTER) {
      cluster.node(1).restart(TestCluster.REQUESTER);
    }
  }

  /** Single steps: one evaluation, one message taken, one message removed, one piece of work. */
  private static void collectSteps(TestCluster cluster, List<Runnable> possible) {
    ScriptedNode node = cluster.node(1);
    if (cluster.requester().isWorkDue()) {
      possible.add(cluster.requester()::decideOnce);
    }
    if (cluster.firstMessageFor(node).isPresent()) {
      possible.add(() -> cluster.deliverTo(node));
    }
    if (node.firstMessage().isPresent()) {
      possible.add(() -> cluster.deliverFrom(node));
    }
    node.working().forEach(execution -> possible.add(() -> node.step(execution)));
  }
}
