// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import dev.gadus.model.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real node. */
class CommandsTest {
  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() {
    node = RunningNode.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Invocation gadus(String... arguments) {
    return node.gadus(arguments);
  }

  /** Runs a job to its end and returns its id. */
  private static String run(String name, int count, String lines, String... words)
      throws Exception {
    return node.run(Jobs.fileWith(folder, name, count, lines, words));
  }

  @Test
  void runWaitsAndPrintsTheOutput() throws Exception {
    Path file = Jobs.file(folder, "runs", 1, "print", "hello");
    Invocation run = gadus("job", "run", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("hello\n");
    assertThat(run.err()).matches("Job j-[0-9a-f-]{36} submitted\n");
  }

  @Test
  void runFromStandardInputLooksForFilesInTheCurrentFolder() throws Exception {
    String text = Files.readString(Jobs.file(folder, "piped", 1, "print", "hello"));
    Invocation run = node.gadusWithInput(text, "job", "run");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("hello\n");
  }

  @Test
  void runReplacesVariables() throws Exception {
    Path file = Jobs.file(folder, "template", 1, "print", "{{ .greeting }}");
    Invocation run = gadus("job", "run", file.toString(), "-V", "greeting=good $1 day");
    assertThat(run.out()).as(run.err()).isEqualTo("good $1 day\n");
  }

  @Test
  void runWithoutWaitingPrintsTheIdAndTheJobGoesOn() throws Exception {
    Path file = Jobs.file(folder, "goes-on", 1, "sleep", "60000");
    Invocation run = gadus("job", "run", "--wait=false", "--id-only", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    String id = run.out().strip();
    assertThat(gadus("job", "list").out()).contains("goes-on");
    Invocation stop = gadus("job", "stop", "goes-on");
    assertThat(stop.exitCode()).as(stop.err()).isZero();
    assertThat(stop.out()).contains("Stopping " + id.substring(0, 10));
    Invocation again = gadus("job", "stop", id);
    assertThat(again.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(again.err()).contains("it is Stopped");
  }

  @Test
  void waitingCanHaveALimit() throws Exception {
    Path file = Jobs.file(folder, "too-long", 1, "sleep", "60000");
    Invocation run = gadus("job", "run", "--wait-timeout-secs", "1", file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.STILL_RUNNING);
    assertThat(run.err()).contains("not done after 1 s");
    assertThat(gadus("job", "stop", "--quiet", "too-long").out()).isEmpty();
  }

  @Test
  void theExitCodeSaysThatAProgramFailed() throws Exception {
    Path file = Jobs.file(folder, "returns-seven", 1, "print", "x", "return", "7");
    Invocation run = gadus("job", "run", file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.PROGRAM_FAILED);
    assertThat(run.out()).isEqualTo("x\n");
    assertThat(run.err()).contains("the program returned 7");
  }

  @Test
  void runningAFileThatDidNotChangeIsRefusedWithoutForce() throws Exception {
    run("same", 1, "", "print", "x");
    Path file = folder.resolve("same.yaml");
    Invocation refused = gadus("job", "run", file.toString());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(refused.err()).contains("no changes").contains("Hint:  ").contains("--force");
    assertThat(gadus("job", "run", "--force", file.toString()).exitCode()).isZero();
    assertThat(gadus("job", "versions", "same").out().lines()).hasSize(3);
  }

  @Test
  void listShowsJobsInEveryFormat() throws Exception {
    String id = run("listed", 1, "", "print", "x");
    Invocation table = gadus("job", "list", "--limit", "1");
    assertThat(table.out()).startsWith("CREATED").contains("listed").contains("Completed");
    assertThat(table.out().lines()).hasSize(2);
    JsonNode json = Json.mapper().readTree(gadus("job", "list", "--output", "json").out());
    assertThat(json.isArray()).isTrue();
    assertThat(json.findValuesAsText("ID")).contains(id);
    assertThat(Yaml.read(gadus("job", "list", "--output", "yaml").out()).isArray()).isTrue();
    assertThat(gadus("job", "list", "--output", "csv", "--hide-header").out()).contains(id);
    assertThat(gadus("job", "list", "--limit", "1").err()).contains("--next-token");
    Invocation wrong = gadus("job", "list", "--output", "xml");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void describeHistoryAndExecutionsShowWhatHappened() throws Exception {
    String id = run("seen", 2, "", "print", "hello");
    Invocation described = gadus("job", "describe", "seen");
    assertThat(described.exitCode()).as(described.err()).isZero();
    assertThat(described.out())
        .contains("ID            = " + id)
        .contains("Summary\nCompleted = 2")
        .contains("Job History")
        .contains("Standard Output")
        .contains("hello");
    JsonNode json =
        Json.mapper().readTree(gadus("job", "describe", "seen", "--output", "json").out());
    assertThat(json.path("Executions").path("Items")).hasSize(2);
    assertThat(json.path("Job").path("State").path("StateType").asText()).isEqualTo("Completed");
    Invocation history = gadus("job", "history", id.substring(0, 10), "--event-type", "job");
    assertThat(history.out()).contains("Submission").doesNotContain("ExecutionLevel");
    Invocation executions = gadus("job", "executions", "seen", "--output", "json");
    assertThat(Json.mapper().readTree(executions.out())).hasSize(2);
    assertThat(gadus("job", "executions", "seen").out())
        .startsWith("PARTITION")
        .matches("(?s).*\n0 .* Completed +0 .*\n1 .* Completed +0 .*");
    assertThat(gadus("job", "history", "seen").out())
        .containsPattern("TIME \\(\\S+\\) +PARTITION +TOPIC +EVENT\n")
        .containsPattern("\\d  1 +Running Execution +the program is running\n");
    assertThat(gadus("job", "describe", "seen", "--utc").out())
        .containsPattern("Created Time  = \\S+ \\S+ UTC\n");
    assertThat(gadus("job", "describe", "seen", "--full").out())
        .contains("History of Partition 1 (");
  }

  @Test
  void programsThatDidNotReturnZeroAreCounted() throws Exception {
    Path file = Jobs.file(folder, "threes", 2, "return", "3");
    assertThat(gadus("job", "run", file.toString()).exitCode()).isEqualTo(ExitCode.PROGRAM_FAILED);
    assertThat(gadus("job", "list", "--wide").out())
        .containsPattern("threes .*Completed  2 of 2 programs did not return 0\n");
    assertThat(gadus("job", "describe", "threes").out())
        .contains("Message       = 2 of 2 programs did not return 0\n")
        .contains("Completed with an exit code other than 0 = 2\n");
    assertThat(gadus("job", "executions", "threes").out()).containsPattern("Completed +3  ");
  }

  @Test
  void aFailedProgramSpeaksForItself() throws Exception {
    Path file = Jobs.file(folder, "traps", 2, "print", "before", "complain", "oh no", "grow");
    Invocation run = gadus("job", "run", file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.JOB_FAILED);
    assertThat(run.err())
        .contains("; its last words: oh no; no more memory")
        .contains("gadus job logs --failed");
    Invocation failed = gadus("job", "logs", "traps", "--failed");
    assertThat(failed.out()).matches("Partition [01]\nbefore\n(?s:.*)");
    assertThat(failed.err()).startsWith("oh no\nno more memory\n");
    assertThat(gadus("job", "get", "traps").exitCode()).as("it has no publisher").isZero();
  }

  @Test
  void logsAreOfThePartitionsThatAreAskedFor() throws Exception {
    run("says-which", 3, "", "variable", "BACALHAU_PARTITION_INDEX");
    assertThat(gadus("job", "logs", "says-which", "--partition", "1").out()).isEqualTo("1\n");
    assertThat(gadus("job", "logs", "says-which", "--all").out())
        .isEqualTo("Partition 0\n0\n\nPartition 1\n1\n\nPartition 2\n2\n");
    Invocation newest = gadus("job", "logs", "says-which");
    assertThat(newest.err())
        .isEqualTo(
            "Partition %s, the newest; --partition N, --failed and --all print others\n"
                .formatted(newest.out().strip()));
    assertThat(gadus("job", "logs", "says-which", "--failed").err())
        .contains("No execution failed");
    Invocation none = gadus("job", "logs", "says-which", "--partition", "3");
    assertThat(none.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(none.err()).contains("partition 3 of job says-which has no output");
    assertThat(gadus("job", "logs", "says-which", "--partition", "1", "--all").exitCode())
        .isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void aDryRunSaysWhatWouldChangeAndStoresNothing() throws Exception {
    Path file = Jobs.file(folder, "dry", 1, "print", "x");
    Invocation fresh = gadus("job", "run", "--dry-run", file.toString());
    assertThat(fresh.exitCode()).as(fresh.err()).isZero();
    assertThat(fresh.err()).contains("A new job");
    assertThat(Yaml.read(fresh.out()).path("Name").asText()).isEqualTo("dry");
    assertThat(gadus("job", "describe", "dry").err()).contains("job not found");
    run("dry", 1, "", "print", "x");
    assertThat(gadus("job", "run", "--dry-run", file.toString()).err()).contains("No changes");
    Jobs.file(folder, "dry", 2, "print", "x");
    Invocation changed = gadus("job", "run", "--dry-run", file.toString());
    assertThat(changed.err()).contains("A new version");
    assertThat(changed.out()).contains("Count");
    assertThat(gadus("job", "versions", "dry", "--hide-header").out().lines()).hasSize(1);
    assertThat(gadus("job", "run", "--dry-run", "--local", file.toString()).exitCode())
        .isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void rerunRunsAStoredVersionAgain() throws Exception {
    run("again", 1, "", "print", "first");
    run("again", 1, "", "print", "second");
    Invocation latest = gadus("job", "rerun", "again");
    assertThat(latest.exitCode()).as(latest.err()).isZero();
    assertThat(latest.out()).isEqualTo("second\n");
    assertThat(gadus("job", "rerun", "again", "--version", "1").out()).isEqualTo("first\n");
    assertThat(gadus("job", "versions", "again", "--hide-header").out().lines()).hasSize(4);
    assertThat(gadus("job", "rerun", "nobody").err()).startsWith("Error: job not found: nobody");
  }

  @Test
  void progressCanBeLinesInAPipe() throws Exception {
    Path file = Jobs.file(folder, "in-lines", 2, "print", "x");
    Invocation run = gadus("job", "run", "--progress", "lines", file.toString());
    assertThat(run.err())
        .containsPattern("\\d\\d:\\d\\d:\\d\\d  partition 1: the program is running\n")
        .doesNotContain("\033");
    assertThat(run.out()).isEqualTo("Partition 0\nx\n\nPartition 1\nx\n");
  }

  @Test
  void logsKeepOutputAndErrorsApart() throws Exception {
    run("speaks", 1, "", "repeat", "3000", "complain", "careful");
    Invocation logs = gadus("job", "logs", "speaks");
    assertThat(logs.exitCode()).as(logs.err()).isZero();
    assertThat(logs.out().lines()).hasSize(3000);
    assertThat(logs.err()).isEqualTo("careful\n");
    Invocation missing = gadus("job", "logs", "nobody");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(missing.err()).contains("job not found: nobody");
  }

  @Test
  void getBringsTheResults() throws Exception {
    run(
        "publishes",
        1,
        "    Publisher: {Type: local}\n    ResultPaths: [{Name: copies, Path: /outputs}]\n",
        "copy",
        "/app/tool.wasm",
        "/outputs/copy");
    Invocation get = gadus("job", "get", "publishes");
    assertThat(get.exitCode()).as(get.err()).isZero();
    Path results = Path.of(get.out().strip());
    assertThat(results).isEqualTo(folder.resolve("job-publishes"));
    assertThat(results.resolve("copies/copy")).hasSameBinaryContentAs(folder.resolve("tool.wasm"));
    assertThat(results.resolve("exitCode")).hasContent("0");
    Invocation again = gadus("job", "get", "publishes");
    assertThat(again.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(again.err()).contains("job-publishes is not empty").contains("--output-dir");
    Path raw = Files.createDirectory(folder.resolve("raw"));
    assertThat(gadus("job", "get", "publishes", "--raw", "--output-dir", "raw").exitCode())
        .isZero();
    try (var files = Files.list(raw)) {
      assertThat(files).hasSize(1).allMatch(file -> file.toString().endsWith(".tar.gz"));
    }
    run("no-results", 1, "", "print", "x");
    Invocation none = gadus("job", "get", "no-results");
    assertThat(none.exitCode()).isZero();
    assertThat(none.err()).contains("no results").contains("job logs");
  }

  @Test
  void theNodeIsShown() throws Exception {
    assertThat(gadus("agent", "alive").out()).isEqualTo("Status: OK\n");
    assertThat(gadus("agent", "alive", "-o", "table").out()).isEqualTo("Status = OK\n");
    assertThat(
            Json.mapper()
                .readTree(gadus("agent", "version", "--output", "json").out())
                .path("GitVersion")
                .asText())
        .isEqualTo("v1.9.3");
    assertThat(gadus("agent", "node").out()).contains(node.node().id());
    assertThat(gadus("agent", "config").out()).contains("API:");
    assertThat(gadus("node", "list").out()).contains("Compute").contains("APPROVED");
    assertThat(gadus("node", "describe", node.node().id().substring(0, 8)).out())
        .contains(node.node().id());
  }

  @Test
  void anUnknownJobIsAnErrorWithoutATrace() {
    for (String command :
        new String[] {"describe", "history", "executions", "versions", "stop", "get"}) {
      Invocation unknown = gadus("job", command, "nobody");
      assertThat(unknown.exitCode()).as(command).isEqualTo(ExitCode.ERROR);
      assertThat(unknown.err()).as(command).startsWith("Error: job not found: nobody");
      assertThat(unknown.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    String port = node.port();
    Map<String, String> nothing = Map.of("BACALHAU_DIR", folder.resolve("client").toString());
    assertThat(Invocation.of(nothing, folder, "--api-port", port, "agent", "alive").exitCode())
        .isZero();
    assertThat(Invocation.of(nothing, folder, "agent", "alive", "--api-port", port).exitCode())
        .isZero();
    assertThat(
            Invocation.of(nothing, folder, "-c", "API.Port=" + port, "agent", "alive").exitCode())
        .isZero();
  }

  @Test
  void theRestartTableIsPrintedWithTheChoicesOfTheOperator() {
    Invocation table = gadus("config", "restart-table", "-c", "Compute.Restart.Ops=fail");
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out())
        .contains("STATE                BATCH      OPS        SERVICE    DAEMON\n")
        .contains("Running              no-action  fail       run-again  run-again\n");
    JsonNode json =
        Json.read(
            gadus("config", "restart-table", "--output", "json")
                .out()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
            JsonNode.class);
    assertThat(json).hasSize(9);
    assertThat(json.at("/2/State").asText()).isEqualTo("Running");
    assertThat(json.at("/2/batch").asText()).isEqualTo("no-action");
  }

  @Test
  void upkeepIsDoneOnRequestAndShownByDescribe() {
    Invocation upkeep = gadus("node", "upkeep", "--compact", "--hide-header");
    assertThat(upkeep.exitCode()).as(upkeep.err()).isZero();
    assertThat(upkeep.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).matches("compute +0 +yes +\\d+ +\\d+ +\\d+ +-"),
            line -> assertThat(line).matches("requester +0 +yes +\\d+ +\\d+ +\\d+ +-"));
    assertThat(gadus("node", "describe", node.node().id()).out())
        .contains("LastStart:")
        .contains("BytesBefore:")
        .contains("restart: 0 run again");
  }
}
