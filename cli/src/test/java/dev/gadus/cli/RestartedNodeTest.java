// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.client.ChangeList;
import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import dev.gadus.model.ExecutionState;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that wait, while the node that they wait for is started again. */
class RestartedNodeTest {
  @TempDir Path folder;

  /** A command that runs in this process, and tells when it has said its first word. */
  private static final class Command {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final ByteArrayOutputStream out = new Noticed();
    private final ByteArrayOutputStream err = new Noticed();
    private final String line;
    private final Future<Integer> exitCode;

    /** Only who was answered has something to say. */
    private final class Noticed extends ByteArrayOutputStream {
      @Override
      public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        begun.countDown();
      }
    }

    Command(ExecutorService threads, Path folder, String port, String... words) {
      line = String.join(" ", words);
      Surroundings surroundings =
          new Surroundings(
              Map.of("BACALHAU_API_PORT", port, "BACALHAU_DIR", folder + "/client"),
              folder,
              InputStream.nullInputStream(),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              false);
      exitCode = threads.submit(() -> Gadus.run(surroundings, List.of(words)));
    }

    Command begun() throws InterruptedException {
      begun.await();
      return this;
    }

    String out() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
      return err.toString(StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyCommandThatWaitsGoesOnWhenTheNodeIsBack(boolean killed) throws Exception {
    Path data = folder.resolve("data");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        NodeProcess first = NodeProcess.start(data, folder);
        GadusClient client = first.client()) {
      String port = Integer.toString(client.node().getPort());
      long begin = position(client);
      String file = job("slow");
      List<Command> commands = new ArrayList<>();
      commands.add(new Command(threads, folder, port, "job", "run", file).begun());
      awaitRunning(client, begin);
      for (List<String> words :
          List.of(
              List.of("run", "--follow", job("second")),
              List.of("history", "slow", "--follow"),
              List.of("watch", "slow", "--from", "0"),
              List.of("logs", "slow", "--follow"))) {
        String[] line = Stream.concat(Stream.of("job"), words.stream()).toArray(String[]::new);
        commands.add(new Command(threads, folder, port, line).begun());
      }
      if (killed) {
        first.kill();
      } else {
        assertThat(first.stop()).as(first.log()).isZero();
      }
      try (NodeProcess _ = NodeProcess.start(data, folder, port)) {
        for (Command command : commands) {
          assertThat(command.exitCode.get()).as(command.line + command.err()).isZero();
          assertThat(command.err())
              .as(command.line)
              .contains("Waiting: no answer from a node at http://127.0.0.1:" + port)
              .contains("asking again for up to 120 s")
              .contains("The node answers again.");
        }
      }
      assertThat(commands.get(0).err()).startsWith("Job j-");
      assertThat(commands.get(0).out()).isEqualTo("begun\ndone\n");
      assertThat(commands.get(1).out()).startsWith("begun\n").endsWith("done\n");
      assertThat(commands.get(2).out()).contains("Submission");
      assertThat(commands.get(3).out()).contains("Completed");
      assertThat(commands.get(4).out()).startsWith("begun\n");
    }
  }

  private String job(String name) throws Exception {
    return Jobs.file(folder, name, 1, "print", "begun", "sleep", "3000", "print", "done")
        .toString();
  }

  private static long position(GadusClient client) {
    return client.changes("", "", OptionalLong.empty(), Duration.ZERO).position();
  }

  /** Waits until an execution runs that did not before. */
  private static void awaitRunning(GadusClient client, long after) {
    long from = after;
    while (true) {
      ChangeList changes = client.changes("", "", OptionalLong.of(from), GadusClient.MAX_WAIT);
      if (changes.changes().stream()
          .anyMatch(change ->
              change.kind().equals("EXECUTION")
                  && change.state().equals(ExecutionState.RUNNING.text()))) {
        return;
      }
      from = changes.position();
    }
  }

  @Test
  void aNodeThatStaysAwayIsGivenUp() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Patience patience = new Patience(stream, Duration.ZERO, () -> "see job j-1");
    try (GadusClient nobody = new GadusClient(unusedAddress(), Optional.empty())) {
      assertThatThrownBy(() -> patience.ask(nobody::alive))
          .as("it may be a wrong address")
          .isInstanceOf(ClientException.Unreachable.class);
      assertThat(patience.ask(() -> "OK")).isEqualTo("OK");
      assertThatThrownBy(() -> patience.ask(nobody::alive))
          .isInstanceOfSatisfying(
              CommandFailure.class,
              failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(failure.text()).startsWith("no answer from a node at ");
                assertThat(failure.hint()).isEqualTo("see job j-1");
              });
      assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Waiting: ").hasLineCount(1);
      Patience longer = new Patience(stream, Patience.DEFAULT, () -> "");
      longer.answered();
      assertThat(longer.ask(nobody::alive, Optional.of(Duration.ZERO)))
          .as("the time of the caller is over first")
          .isEmpty();
    }
  }

  private static URI unusedAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Test
  void outputThatWasPrintedDoesNotComeTwice() {
    String before = "x".repeat(PatientLogs.Resumed.COMPARED_CHARACTERS) + "y";
    for (String text : List.of("one\n", before)) {
      List<String> printed = new ArrayList<>();
      PatientLogs.Resumed output = new PatientLogs.Resumed(printed::add);
      output.begin();
      output.take(text);
      output.begin();
      for (int i = 0; i < text.length(); i++) {
        output.take(text.substring(i, i + 1));
      }
      output.take("two\n");
      assertThat(String.join("", printed)).isEqualTo(text + "two\n");
    }
  }

  @Test
  void theOutputOfAProgramThatWasStartedAnewComesWhole() {
    List<String> printed = new ArrayList<>();
    PatientLogs.Resumed output = new PatientLogs.Resumed(printed::add);
    output.begin();
    output.take("at 10:00\n");
    output.begin();
    output.take("at ");
    output.take("10:07\n");
    assertThat(printed).containsExactly("at 10:00\n", "at 10:07\n");
  }
}
