// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import static dev.gadus.model.LocalState.BID_ACCEPTED;
import static dev.gadus.model.LocalState.CANCELLED;
import static dev.gadus.model.LocalState.COMPLETED;
import static dev.gadus.model.LocalState.CREATED;
import static dev.gadus.model.LocalState.FAILED;
import static dev.gadus.model.LocalState.PUBLISHING;
import static dev.gadus.model.LocalState.RESULT_ACCEPTED;
import static dev.gadus.model.LocalState.RUNNING;
import static dev.gadus.model.LocalState.WAITING_VERIFICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.data.local.TarReader;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.model.Envelope;
import dev.gadus.model.Event;
import dev.gadus.model.Message;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.ResultPath;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an execution through a compute node with its real store. */
class ComputeNodeTest {
  @TempDir Path folder;
  private TestNode node;

  @BeforeEach
  void open() throws IOException {
    node =
        new TestNode(
                folder,
                options ->
                    options.withEnvironment(
                        Map.of("TOKEN_A", "abc", "SECRET", "no"), List.of("TOKEN_*", "UNSET")))
            .start();
    assertThat(heard()).isEqualTo(new Message.RestartReport(List.of()));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private Message heard() {
    try {
      return node.next();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRealProgramRunsThroughAllStatesAndItsResultsArePublished() throws Exception {
    Files.writeString(node.inputs.resolve("data.txt"), "real data\n");
    TestJobs job =
        TestJobs.wasm(node.module("probe"), "write", "/out/deep-result", "42")
            .alsoInput(
                TestJobs.input("local", Map.of("SourcePath", node.inputs.toString()), "/inputs"))
            .results(new ResultPath("numbers", "/out"))
            .publisher("local");

    node.run("e-1", job);

    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", true, ""));
    assertThat(changed(heard()).state()).isEqualTo(RUNNING);
    Message.ExecutionChanged publishing = changed(heard());
    assertThat(publishing.state()).isEqualTo(PUBLISHING);
    assertThat(publishing.runOutput())
        .contains(new RunOutput("write ok\n", false, "", false, 0, ""));
    Message.ExecutionChanged completed = changed(heard());
    assertThat(completed.state()).isEqualTo(COMPLETED);
    assertThat(completed.publishedResult())
        .isEqualTo(
            new SpecConfig("urlDownload", Map.of("URL", "http://127.0.0.1:6001/e-1.tar.gz")));
    assertThat(completed.version()).isEqualTo(7);
    assertThat(node.history("e-1"))
        .containsExactly(
            CREATED,
            BID_ACCEPTED,
            RUNNING,
            WAITING_VERIFICATION,
            RESULT_ACCEPTED,
            PUBLISHING,
            COMPLETED);
    Path unpacked = unpack(node.folder.resolve("published/e-1.tar.gz"));
    assertThat(unpacked.resolve("stdout")).hasContent("write ok\n");
    assertThat(unpacked.resolve("stderr")).isEmptyFile();
    assertThat(unpacked.resolve("exitCode")).hasContent("0");
    assertThat(unpacked.resolve("numbers/deep-result")).hasContent("42");
    try (Stream<Path> published = Files.list(node.folder.resolve("published"))) {
      assertThat(published).as("nothing unfinished").hasSize(1);
    }
  }

  private Path unpack(Path archive) throws IOException {
    Path unpacked = Files.createDirectory(node.folder.resolve("unpacked"));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      new TarReader(in, 1 << 20, 100).unpack(unpacked);
    }
    return unpacked;
  }

  /** What the system's own tar makes of one file. */
  private byte[] gzippedTar(String name, String content) throws Exception {
    Path tree = Files.createDirectory(node.folder.resolve("to-pack"));
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Process tar =
        new ProcessBuilder("tar", "-C", tree.toString(), "-czf", "-", name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] packed = tar.getInputStream().readAllBytes();
    assertThat(tar.waitFor()).isZero();
    return packed;
  }

  private static Message.ExecutionChanged changed(Message message) {
    assertThat(message).isInstanceOf(Message.ExecutionChanged.class);
    return (Message.ExecutionChanged) message;
  }

  @Test
  void messagesThatComeTogetherAreTakenInOrder() throws Exception {
    TestJobs job = TestJobs.wasm(node.module("probe"), "exit", "0");

    node.sendTogether(
        new Message.AskForBid(TestJobs.execution("e-1", 0), job.job(), false),
        new Message.AskForBid(TestJobs.execution("e-2", 0), job.job(), false),
        new Message.AcceptBid("e-1"),
        new Message.AcceptBid("e-2"),
        new Message.CancelExecution("e-2", "not needed"));

    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", true, ""));
    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-2", true, ""));
    Message.ExecutionChanged cancelled = changed(heard());
    assertThat(cancelled.executionId()).isEqualTo("e-2");
    assertThat(cancelled.state()).isEqualTo(CANCELLED);
    assertThat(changed(heard()).state()).isEqualTo(RUNNING);
    Message.ExecutionChanged completed = changed(heard());
    assertThat(completed.executionId()).isEqualTo("e-1");
    assertThat(completed.state()).isEqualTo(COMPLETED);
    assertThat(node.history("e-2")).containsExactly(CREATED, BID_ACCEPTED, CANCELLED);
  }

  @Test
  void withoutAPublisherTheExecutionCompletesAtOnce() throws Exception {
    Message.ExecutionChanged end =
        node.runToEnd("e-1", TestJobs.wasm(node.module("probe"), "exit", "3"));

    assertThat(end.state()).isEqualTo(COMPLETED);
    assertThat(end.runOutput()).map(RunOutput::exitCode).contains(3);
    assertThat(end.publishedResult()).isEqualTo(SpecConfig.NONE);
    assertThat(node.history("e-1")).endsWith(RESULT_ACCEPTED, PUBLISHING, COMPLETED);
    awaitIdle();
    assertThat(node.counts().get(COMPLETED)).isEqualTo(1);
  }

  @Test
  void theReportHasTheFirstTwoKibibytesOfTheOutput() throws Exception {
    Message.ExecutionChanged end =
        node.runToEnd("e-1", TestJobs.wasm(node.module("probe"), "print-much", "100"));

    RunOutput output = end.runOutput().orElseThrow();
    assertThat(output.stdout()).hasSize(2048).startsWith("01234");
    assertThat(output.stdoutTruncated()).isTrue();
    assertThat(output.stderrTruncated()).isFalse();
  }

  @Test
  void theProgramKnowsWhichPartOfTheJobItIs() throws Exception {
    TestJobs job =
        TestJobs.wasm(node.module("probe"), "environment")
            .count(5)
            .env(Map.of("OWN", "mine", "BORROWED", "env:TOKEN_A"));
    node.send(new Message.AskForBid(TestJobs.execution("e-1", 3), job.job(), true));

    assertThat(node.awaitFinal("e-1").runOutput().orElseThrow().stdout().lines())
        .containsExactly(
            "BACALHAU_EXECUTION_ID=e-1",
            "BACALHAU_JOB_ID=j-1",
            "BACALHAU_JOB_TYPE=batch",
            "BACALHAU_PARTITION_COUNT=5",
            "BACALHAU_PARTITION_INDEX=3",
            "BORROWED=abc",
            "OWN=mine");
  }

  @Test
  void inlineInputsAreSeenAsFilesOrFolders() throws Exception {
    String plain = "data:text/plain,hello%20there";
    byte[] tar = gzippedTar("a/b.txt", "packed");
    String packed = "data:application/gzip;base64," + Base64.getEncoder().encodeToString(tar);
    TestJobs job =
        TestJobs.wasm(node.module("probe"), "read", "/plain.txt")
            .alsoInput(TestJobs.input("inline", Map.of("URL", plain), "/plain.txt"));

    assertThat(node.runToEnd("e-1", job).runOutput().orElseThrow().stdout())
        .isEqualTo("hello there");
    job =
        TestJobs.wasm(node.module("probe"), "read", "/packed/a/b.txt")
            .alsoInput(TestJobs.input("inline", Map.of("URL", packed), "/packed"));
    assertThat(node.runToEnd("e-2", job).runOutput().orElseThrow().stdout()).isEqualTo("packed");
  }

  @Test
  void aProgramThatIsInlineRunsToo() throws Exception {
    String module = Base64.getEncoder().encodeToString(Files.readAllBytes(node.module("probe")));
    TestJobs job =
        TestJobs.wasm(node.module("probe"), "exit", "0")
            .inputs(
                TestJobs.input(
                    "inline",
                    Map.of("URL", "data:application/wasm;base64," + module),
                    "/app.wasm"));

    assertThat(node.runToEnd("e-1", job).state()).isEqualTo(COMPLETED);
  }

  @Test
  void aProgramAboveItsLimitsFailsWithTheReasonAndTheNodeGoesOn() throws Exception {
    Message.ExecutionChanged memory = node.runToEnd("e-1", TestJobs.wasm(node.module("grow")));
    assertThat(memory.state()).isEqualTo(FAILED);
    assertThat(memory.comment()).contains("memory limit of 16,777,216 bytes");
    assertThat(memory.details())
        .containsEntry(Event.Detail.ERROR_CODE, "Engine:MemoryLimit")
        .doesNotContainKey(Event.Detail.RETRYABLE);
    assertThat(memory.runOutput().orElseThrow().errorMessage()).contains("memory limit");

    Message.ExecutionChanged time =
        node.runToEnd("e-2", TestJobs.wasm(node.module("endless")).executionTimeout(1));
    assertThat(time.state()).isEqualTo(FAILED);
    assertThat(time.comment()).isEqualTo("the program ran longer than its time limit of 1 s");
    assertThat(time.details()).containsEntry(Event.Detail.ERROR_CODE, "Engine:Timeout");

    Message.ExecutionChanged disk =
        node.runToEnd(
            "e-3",
            TestJobs.wasm(node.module("probe"), "fill-file", "/out/x", "2000000")
                .results(new ResultPath("out", "/out"))
                .publisher("local"));
    assertThat(disk.state()).isEqualTo(FAILED);
    assertThat(disk.comment()).contains("disk limit of 1,048,576 bytes");
    assertThat(node.folder.resolve("published")).doesNotExist();

    assertThat(node.runToEnd("e-4", TestJobs.wasm(node.module("probe"), "exit", "0")).state())
        .isEqualTo(COMPLETED);
  }

  @Test
  void aFailureOfTheNodeIsOneThatCanBeTriedAgain() throws Exception {
    node.engine.failure = new IOException("no disk");

    Message.ExecutionChanged end = node.runToEnd("e-1", TestJobs.scripted());

    assertThat(end.state()).isEqualTo(FAILED);
    assertThat(end.comment()).contains("no disk");
    assertThat(end.details()).containsEntry(Event.Detail.RETRYABLE, "true");
  }

  @Test
  void anExecutionEndsAlsoWhenADefectOfTheNodeDoes() throws Exception {
    node.engine.defect = new StackOverflowError("of the test");

    Message.ExecutionChanged end = node.runToEnd("e-1", TestJobs.scripted());

    assertThat(end.state()).isEqualTo(FAILED);
    assertThat(end.comment()).contains("the node failed inside", "of the test");
    assertThat(end.details())
        .containsEntry(Event.Detail.ERROR_CODE, "Compute:Internal")
        .containsEntry(Event.Detail.RETRYABLE, "true");
  }

  @Test
  void aCrashIsAFailureOfWhatWasRun() throws Exception {
    node.run("e-1", TestJobs.scripted());
    assertThat(node.engine.awaitStart()).isEqualTo("e-1");
    node.engine.finish(
        "e-1", new Outcome.Failed(Outcome.Reason.CRASHED, "the program broke the runtime"));

    Message.ExecutionChanged end = node.awaitFinal("e-1");
    assertThat(end.details())
        .containsEntry(Event.Detail.ERROR_CODE, "Engine:Crashed")
        .doesNotContainKey(Event.Detail.RETRYABLE);
    assertThat(end.comment()).isEqualTo("the program broke the runtime");
  }

  @Test
  void anApprovedOfferStartsWithoutASecondMessage() throws Exception {
    node.send(new Message.AskForBid(TestJobs.execution("e-1", 0), TestJobs.scripted().job(), true));

    assertThat(node.engine.awaitStart()).isEqualTo("e-1");
    node.engine.finish("e-1", new Outcome.Exited(0));
    assertThat(node.awaitFinal("e-1").state()).isEqualTo(COMPLETED);
    assertThat(node.history("e-1")).startsWith(BID_ACCEPTED, RUNNING);
  }

  @Test
  void anOfferThatIsRefusedEndsCancelledAndTakesNothing() throws Exception {
    node.ask("e-1", TestJobs.scripted());
    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", true, ""));
    assertThat(node.record("e-1").state()).isEqualTo(CREATED);

    node.send(new Message.RejectBid("e-1", "another node is nearer"));

    assertThat(node.record("e-1").state()).isEqualTo(CANCELLED);
    assertThat(node.record("e-1").latestComment()).contains("another node is nearer");
    assertThat(node.node.info().runningExecutions()).isZero();
  }

  @Test
  void aMessageThatComesTwiceIsTakenOnce() throws Exception {
    Envelope ask =
        node.send(
            new Message.AskForBid(TestJobs.execution("e-1", 0), TestJobs.scripted().job(), false));
    node.node.receive(ask);
    Envelope accept = node.send(new Message.AcceptBid("e-1"));
    node.node.receive(accept);
    node.node.receive(ask);

    assertThat(node.engine.awaitStart()).isEqualTo("e-1");
    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", true, ""));
    assertThat(changed(heard()).state()).isEqualTo(RUNNING);
    node.engine.finish("e-1", new Outcome.Exited(0));
    assertThat(changed(heard()).state()).isEqualTo(COMPLETED);
    assertThat(node.heard).isEmpty();
    assertThat(node.engine.started).isEmpty();
  }

  @Test
  void askingAgainForWhatIsHeldIsAnsweredAgain() throws Exception {
    node.ask("e-1", TestJobs.scripted());
    node.ask("e-1", TestJobs.scripted());

    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", true, ""));
    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", true, ""));
    assertThat(node.history("e-1")).containsExactly(CREATED);
  }

  @Test
  void aRunningExecutionIsCancelled() throws Exception {
    node.run("e-1", TestJobs.wasm(node.module("endless")));
    node.await("e-1", RUNNING);

    node.send(new Message.CancelExecution("e-1", "the job was stopped"));

    Message.ExecutionChanged end = node.awaitFinal("e-1");
    assertThat(end.state()).isEqualTo(CANCELLED);
    assertThat(end.comment()).isEqualTo("the job was stopped");
    awaitIdle();
    assertThat(node.record("e-1").state()).isEqualTo(CANCELLED);
  }

  private void awaitIdle() {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (node.node.info().runningExecutions() > 0) {
      assertThat(System.nanoTime()).as("time until the node is idle").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void waitingAndOfferedExecutionsAreCancelled() throws Exception {
    TestJobs large = TestJobs.scripted().resources(new ResourceRequest("1", "16Mi", "", ""));
    node.run("e-running", large);
    node.engine.awaitStart();
    node.run("e-waiting", large);
    node.ask("e-offered", large);
    assertThat(node.node.info().enqueuedExecutions()).isEqualTo(1);

    node.send(new Message.CancelExecution("e-waiting", "stop"));
    node.send(new Message.CancelExecution("e-offered", "stop"));
    assertThat(node.node.info().enqueuedExecutions()).isZero();
    assertThat(node.node.info().queueCapacity()).isEqualTo(Resources.NONE);
    node.engine.finish("e-running", new Outcome.Exited(0));
    assertThat(node.awaitFinal("e-running").state()).isEqualTo(COMPLETED);

    assertThat(node.record("e-waiting").state()).isEqualTo(CANCELLED);
    assertThat(node.record("e-offered").state()).isEqualTo(CANCELLED);
    assertThat(node.engine.started).isEmpty();
  }

  @Test
  void cancellingWhatHasEndedReportsHowItEnded() throws Exception {
    node.runToEnd("e-1", TestJobs.wasm(node.module("probe"), "exit", "0"));

    node.send(new Message.CancelExecution("e-1", "too late"));

    assertThat(node.awaitFinal("e-1").state()).isEqualTo(COMPLETED);
    assertThat(node.record("e-1").state()).isEqualTo(COMPLETED);
  }

  @Test
  void messagesAboutUnknownExecutionsAreAnsweredThatTheyAreNotHeld() throws Exception {
    node.send(new Message.AcceptBid("e-lost"));
    node.send(new Message.CancelExecution("e-lost", "stop"));
    node.send(new Message.RejectBid("e-lost", "no"));

    assertThat(changed(heard()).state()).isEqualTo(FAILED);
    Message.ExecutionChanged cancelled = changed(heard());
    assertThat(cancelled.state()).isEqualTo(CANCELLED);
    assertThat(cancelled.comment()).contains("does not hold this execution");
  }

  @Test
  void onlyTheRequesterOfAnExecutionHasASayAboutIt() throws Exception {
    node.run("e-1", TestJobs.scripted());
    node.engine.awaitStart();

    node.node.receive(
        new Envelope(
            "n-stranger",
            "store-2",
            TestNode.NODE,
            1,
            node.clock.instant(),
            new Message.CancelExecution("e-1", "because")));

    assertThat(node.record("e-1").state()).isEqualTo(RUNNING);
    node.engine.finish("e-1", new Outcome.Exited(0));
    assertThat(node.awaitFinal("e-1").state()).isEqualTo(COMPLETED);
  }

  @Test
  void aNodeThatIsNotStartedTakesNoMessages() throws Exception {
    node.reopen();
    assertThatThrownBy(() -> node.ask("e-1", TestJobs.scripted()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("takes no messages, phase=NEW");
  }

  @Test
  void theNodeSaysWhatItCanDoAndHowBusyItIs() throws Exception {
    node.run("e-1", TestJobs.scripted());
    node.engine.awaitStart();

    var info = node.node.info();
    assertThat(info.executionEngines()).containsExactly("scripted", "wasm");
    assertThat(info.storageSources()).containsExactly("inline", "local", "localdirectory");
    assertThat(info.publishers()).containsExactly("local");
    assertThat(info.maxCapacity()).isEqualTo(new Resources(1, 256L << 20, 1L << 30, 0));
    assertThat(info.availableCapacity())
        .isEqualTo(new Resources(0.9, 240L << 20, (1L << 30) - (1L << 20), 0));
    assertThat(info.runningExecutions()).isEqualTo(1);
    assertThat(info.address()).isEqualTo("127.0.0.1:6001");
    node.engine.finish("e-1", new Outcome.Exited(0));
    node.awaitFinal("e-1");
    awaitIdle();
    assertThat(node.node.info().availableCapacity()).isEqualTo(info.maxCapacity());
  }

  @Test
  void theOutputCanBeFollowedWhileTheProgramRuns() throws Exception {
    node.run("e-1", TestJobs.scripted());
    node.engine.awaitStart();
    Path output = node.engine.task("e-1").outputFolder();
    Files.writeString(output.resolve("stdout"), "first ");
    try (LogStream late = node.node.logs("e-1", true, true);
        LogStream stream = node.node.logs("e-1", true, false)) {
      assertThat(stream.next()).contains(new LogPart(false, "first "));
      byte[] cut = "größer".getBytes(StandardCharsets.UTF_8);
      append(output.resolve("stdout"), Arrays.copyOf(cut, 3));
      assertThat(stream.next()).contains(new LogPart(false, "gr"));
      append(output.resolve("stdout"), Arrays.copyOfRange(cut, 3, cut.length));
      append(output.resolve("stderr"), "bad".getBytes(StandardCharsets.UTF_8));
      assertThat(stream.next()).contains(new LogPart(false, "ößer"));
      assertThat(stream.next()).contains(new LogPart(true, "bad"));
      node.engine.finish("e-1", new Outcome.Exited(0));
      assertThat(stream.next()).isEmpty();
      assertThat(late.next()).contains(new LogPart(false, "größer"));
    }
  }

  @Test
  void aFollowerThatWaitsIsWokenByTheWriterAndByTheEnd() throws Exception {
    node.run("e-1", TestJobs.scripted());
    node.engine.awaitStart();
    PreparedTask task = node.engine.task("e-1");
    LinkedBlockingQueue<Optional<LogPart>> parts = new LinkedBlockingQueue<>();
    Thread follower =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try (LogStream stream = node.node.logs("e-1", true, false)) {
                Optional<LogPart> part;
                do {
                  part = stream.next();
                  parts.add(part);
                } while (part.isPresent());
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    awaitWaiting(follower);
    append(task.outputFolder().resolve("stdout"), "out".getBytes(StandardCharsets.UTF_8));
    task.printed().run();
    assertThat(parts.poll(30, TimeUnit.SECONDS)).contains(new LogPart(false, "out"));
    awaitWaiting(follower);
    append(task.outputFolder().resolve("stderr"), "err".getBytes(StandardCharsets.UTF_8));
    task.printed().run();
    assertThat(parts.poll(30, TimeUnit.SECONDS)).contains(new LogPart(true, "err"));
    awaitWaiting(follower);
    node.engine.finish("e-1", new Outcome.Exited(0));
    assertThat(parts.poll(30, TimeUnit.SECONDS)).isEmpty();
    follower.join();
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void manyFollowersReadAllThatARealProgramPrintsAndNothingTwice() throws Exception {
    int lines = 20_000;
    node.run("e-1", TestJobs.wasm(node.module("probe"), "print-much", Integer.toString(lines)));
    List<Future<String>> followed = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        followed.add(
            threads.submit(() -> {
              StringBuilder text = new StringBuilder();
              try (LogStream stream = node.node.logs("e-1", true, false)) {
                for (Optional<LogPart> part = stream.next();
                    part.isPresent();
                    part = stream.next()) {
                  text.append(part.get().text());
                }
              }
              return text.toString();
            }));
      }
      node.awaitFinal("e-1");
      String all = Files.readString(node.folder.resolve("executions/e-1/results/stdout"));
      assertThat(all).hasSize(71 * lines);
      for (Future<String> text : followed) {
        assertThat(text.get(30, TimeUnit.SECONDS)).isEqualTo(all);
      }
    }
  }

  private static void append(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  @Test
  void theOutputCanBeReadAfterwardsAndLaterItsBeginning() throws Exception {
    node.runToEnd("e-1", TestJobs.wasm(node.module("probe"), "print-much", "100"));
    awaitIdle();
    try (LogStream stream = node.node.logs("e-1", true, false)) {
      assertThat(stream.next().orElseThrow().text()).hasSize(7100);
      assertThat(stream.next()).isEmpty();
    }

    node.clock.advance(ComputeOptions.DEFAULT_OUTPUT_KEPT.plusSeconds(1));
    node.node.keepHouse();

    assertThat(node.folder.resolve("executions")).isEmptyDirectory();
    try (LogStream stream = node.node.logs("e-1", true, false)) {
      assertThat(stream.next().orElseThrow().text()).hasSize(2048);
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void aTimeLimitBeyondAllReasonIsNone() throws Exception {
    TestJobs job = TestJobs.wasm(node.module("probe"), "exit", "0");

    assertThat(node.runToEnd("e-1", job.executionTimeout(Long.MAX_VALUE)).state())
        .isEqualTo(COMPLETED);
  }

  @Test
  void whatAKilledNodeLeftUnfinishedIsNotPublished() throws Exception {
    Path published = Files.createDirectories(node.folder.resolve("published"));
    Files.writeString(published.resolve(".e-0.tar.gz.unfinished"), "half");
    Files.writeString(published.resolve("e-0.tar.gz"), "whole");

    node.runToEnd("e-1", TestJobs.wasm(node.module("probe"), "exit", "0").publisher("local"));

    try (Stream<Path> names = Files.list(published)) {
      assertThat(names.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("e-0.tar.gz", "e-1.tar.gz");
    }
  }

  @Test
  void whatAnEndedExecutionUsedIsRemoved() throws Exception {
    TestJobs job =
        TestJobs.wasm(node.module("probe"), "write", "/out/x", "y")
            .alsoInput(TestJobs.input("inline", Map.of("URL", "data:,x"), "/in"))
            .results(new ResultPath("out", "/out"))
            .publisher("local");
    node.runToEnd("e-1", job);
    awaitIdle();

    try (Stream<Path> left = Files.walk(node.folder.resolve("executions/e-1"))) {
      assertThat(left.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("stdout", "stderr");
    }
  }

  @Test
  void theOptionalReasonOfARefusalIsTheEnginesOwn() throws Exception {
    node.ask(
        "e-1",
        TestJobs.scripted()
            .engine(new SpecConfig("scripted", Map.of("Refuse", "not on a Sunday"))));

    assertThat(heard()).isEqualTo(new Message.BidAnswer("e-1", false, "not on a Sunday"));
    Optional<?> held = node.store.read(reader -> reader.execution("e-1"));
    assertThat(held).isEmpty();
  }
}
