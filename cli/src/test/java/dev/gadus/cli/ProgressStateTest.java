// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressStateTest {
  private final ProgressState state = new ProgressState("j-11111111 bird-strikes", 4);

  private void event(int second, int partition, String newState, String message) {
    state.take(
        Fixtures.event(second, partition, newState, message),
        partition < 0 ? OptionalInt.empty() : OptionalInt.of(partition));
  }

  @Test
  void theBlockCountsPartitionsAndNamesTheSlowest() {
    event(0, -1, "Pending", "job submitted");
    event(0, 0, "AskForBid", "requested execution");
    event(1, 1, "BidAccepted", "requested execution");
    event(1, 2, "Running", "the program is running");
    event(3, 3, "Running", "the program is running");
    event(4, 3, "Publishing", "publishing the results");

    assertThat(state.lines(Fixtures.START.plusSeconds(13), 80))
        .containsExactly(
            "Job j-11111111 bird-strikes  13 s",
            "[....................] 0 of 4 done, 2 running, 2 waiting",
            "slowest: partition 2, running for 12 s",
            "last:    partition 3: publishing the results");

    event(5, 2, "Failed", "the program trapped");
    event(14, 3, "Completed", "the results are published");
    event(14, 0, "Completed", "the program ended with exit code 0");
    event(15, 3, "Cancelled", "a surplus attempt");
    assertThat(state.lines(Fixtures.START.plusSeconds(15), 80))
        .containsExactly(
            "Job j-11111111 bird-strikes  15 s",
            "[##########..........] 2 of 4 done, 1 waiting, 1 failed",
            "last:    partition 3: a surplus attempt");
  }

  @Test
  void beforeAnythingHappenedAllWait() {
    assertThat(state.lines(Fixtures.START, 80))
        .containsExactly(
            "Job j-11111111 bird-strikes", "[....................] 0 of 4 done, 4 waiting");
  }

  @Test
  void linesAreCutToTheWidthOfTheTerminal() {
    event(0, 1, "Running", "a message that is a good deal longer than the line");
    assertThat(state.lines(Fixtures.START, 40))
        .allMatch(line -> line.length() <= 40)
        .last()
        .isEqualTo("last:    partition 1: a message that is…");
  }
}
