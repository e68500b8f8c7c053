// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.cli.JobDescription.Depth;
import dev.gadus.client.JobDetails;
import dev.gadus.model.Execution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobDescriptionTest {
  /** Fifty partitions, one of which failed and two of which returned 3, in no order. */
  private static List<Execution> fifty() {
    List<Execution> executions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      executions.add(
          i == 41
              ? Fixtures.execution(i, "Failed", -1, "the program trapped; its last words: oh no")
              : Fixtures.execution(
                  i, "Completed", i % 20 == 17 ? 3 : 0, "the program ended with exit code 0"));
    }
    Collections.shuffle(executions, new Random(1));
    return executions;
  }

  private static String describe(List<Execution> executions, Depth depth) {
    JobDetails details =
        new JobDetails(
            Fixtures.job(executions.size(), "Failed", "partition 41 failed"),
            List.of(
                Fixtures.event(0, -1, "Pending", "job submitted"),
                Fixtures.event(1, 41, "Failed", "the program trapped")),
            executions);
    return Fixtures.printed(out -> new JobDescription(out, Fixtures.STYLE, depth).print(details));
  }

  private static List<String> partitions(String text) {
    return text.lines()
        .dropWhile(line -> !line.startsWith("PARTITION"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(line -> line.substring(0, 2).strip())
        .toList();
  }

  @Test
  void aLargeJobFitsOnAScreenWithWhatNeedsALook() {
    String text = describe(fifty(), Depth.BRIEF);

    assertThat(text.lines().count()).isLessThan(50);
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text)
        .startsWith("ID            = j-11111111-aaaa\n")
        .contains("Created Time  = 2026-01-02 04:04:05 CET\n")
        .contains(
            """
            Summary
            Completed = 49
            Failed = 1
            Completed with an exit code other than 0 = 2
            """)
        .contains(
            "TIME (CET)           TOPIC       EVENT\n2026-01-02 04:04:05  Scheduling  job submitted")
        .contains("Executions (10 of 50; --executions shows all)\n")
        .contains("Standard Output (4 of 50; 'gadus job logs --all j-11111111' prints all)\n")
        .contains("Partition 41 (e-00000041):\nout 41\n")
        .doesNotContain("History of");
    assertThat(partitions(text))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "17", "37", "41");
    assertThat(text)
        .contains("17         e-00000017  n-22222222  Completed  3     2.0 s     the pro")
        .contains("41         e-00000041  n-22222222  Failed     -     2.0 s     the pro");
  }

  @Test
  void theRestIsThereOnRequestInTheOrderOfPartitions() {
    assertThat(partitions(describe(fifty(), Depth.EXECUTIONS)))
        .hasSize(50)
        .startsWith("0", "1", "2");
    String full = describe(fifty(), Depth.FULL);
    assertThat(partitions(full)).hasSize(50);
    assertThat(full)
        .containsSubsequence("History of Partition 0 (", "History of Partition 1 (")
        .containsSubsequence(
            "Standard Output\nPartition 0", "out 0\n", "Partition 1 (", "out 49\n");
  }

  @Test
  void asManyAsFitAreAllShown() {
    List<Execution> ten = new ArrayList<>();
    for (int i = 0; i < JobDescription.MAX_BRIEF_EXECUTIONS; i++) {
      ten.add(
          Fixtures.execution(i, "BidAccepted", -2, "waits for CPU: 0 of 1.6 free, 2 before it"));
    }
    assertThat(describe(ten, Depth.BRIEF))
        .contains("\nExecutions\n")
        .contains(
            "9          e-00000009  n-22222222  BidAccepted  -     1 min 30 s  waits for CPU…\n")
        .doesNotContain("Standard Output");
    ten.add(Fixtures.execution(10, "BidAccepted", -2, ""));
    assertThat(describe(ten, Depth.BRIEF)).contains("Executions (10 of 11;");
    assertThat(describe(List.of(), Depth.BRIEF)).contains("Summary\nno executions\n");
  }
}
