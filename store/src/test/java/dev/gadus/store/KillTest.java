// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Job;
import dev.gadus.model.LocalExecution;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change stores are killed at random moments; the next one goes on with the same
 * files.
 */
class KillTest {
  /** {@code -Dgadus.kill.rounds=200} makes it long. */
  private static final int ROUNDS = Integer.getInteger("gadus.kill.rounds", 2);

  private static final int MOST_LINES = 400;
  private static final long EXIT_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereAfterEveryKill() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, String> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      String where = "seed " + seed + ", round " + round;
      int lines = 1 + random.nextInt(MOST_LINES);
      assertThat(killAfter(lines, "r" + round, acknowledged)).as(where).isGreaterThan(0);
      check(acknowledged, where);
    }
    assertThat(acknowledged).isNotEmpty();
  }

  /** Runs the traffic until it has acknowledged so much; notes the last state of each record. */
  private int killAfter(int lines, String name, Map<String, String> acknowledged)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(classPath());
    command.add(JobTraffic.class.getName());
    command.add(folder.toString());
    command.add(name);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int read = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null) {
        if (line.endsWith(JobTraffic.END)) {
          int state = line.lastIndexOf(' ') + 1;
          acknowledged.put(line.substring(0, state - 1), line.substring(state, line.length() - 1));
        }
        read++;
        if (read == lines) {
          // The process's own method would close the stream that is read here.
          process.toHandle().destroyForcibly();
        }
        // What was printed before the kill was acknowledged as well.
        line = out.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return read;
  }

  /** The test's own classes, whether they are on the class path or on the module path. */
  private static String classPath() {
    List<String> entries = new ArrayList<>();
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      Optional.ofNullable(System.getProperty(property))
          .map(path -> path.split(File.pathSeparator))
          .ifPresent(paths -> Stream.of(paths).forEach(entries::add));
    }
    entries.add(location(KillTest.class));
    return String.join(File.pathSeparator, entries);
  }

  private static String location(Class<?> type) {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    String file = java.util.Objects.requireNonNull(type.getResource(resource)).getPath();
    return file.substring(0, file.length() - resource.length());
  }

  private void check(Map<String, String> acknowledged, String where) {
    try (JobStore jobs = Samples.jobStore(folder);
        ExecutionStore executions = Samples.executionStore(folder)) {
      assertThat(jobs.verify()).as(where).isEmpty();
      assertThat(executions.verify()).as(where).isEmpty();
      acknowledged.forEach((record, state) -> {
        String id = record.substring(record.indexOf(' ') + 1);
        if (record.startsWith("job ")) {
          checkJob(jobs.read(reader -> reader.job(id)), state, where + ", " + record);
        } else {
          Optional<LocalExecution> found = executions.read(reader -> reader.execution(id));
          assertThat(found).as(where + ", " + record).isPresent();
          assertThat(order(found.get().state().text()))
              .as(where + ", " + record)
              .isGreaterThanOrEqualTo(order(state));
        }
      });
    }
  }

  /** The state that was acknowledged, or a later one whose acknowledgement was cut off. */
  private static void checkJob(Optional<Job> found, String state, String where) {
    String now = found.map(job -> job.state().state().text()).orElse("gone");
    assertThat(order(now)).as(where + " is " + now).isGreaterThanOrEqualTo(order(state));
  }

  private static int order(String state) {
    List<String> steps = List.of("Pending", "Created", "BidAccepted", "Running", "Failed", "gone");
    assertThat(steps).contains(state);
    return steps.indexOf(state);
  }
}
