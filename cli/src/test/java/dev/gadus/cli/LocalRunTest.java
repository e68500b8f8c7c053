// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.node.Node;
import dev.gadus.node.NodeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gadus job run --local}: a whole node for one command. */
class LocalRunTest {
  @TempDir Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private Invocation run(String... arguments) {
    return Invocation.of(Map.of("BACALHAU_DIR", data().toString()), folder, arguments);
  }

  private Invocation runLocal(Path file, String... more) {
    String[] arguments =
        Stream.concat(Stream.of("job", "run", "--local", file.toString()), Stream.of(more))
            .toArray(String[]::new);
    return run(arguments);
  }

  private List<Path> databases() throws Exception {
    try (Stream<Path> files = Files.list(data())) {
      return files.filter(file -> file.toString().endsWith(".db")).sorted().toList();
    }
  }

  @Test
  void onePartitionPrintsWhatItsProgramPrintedAndNothingElse() throws Exception {
    Invocation run = runLocal(Jobs.file(folder, "one", 1, "print", "hello", "complain", "oh"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("hello\n");
    assertThat(run.err()).isEqualTo("oh\n");
    assertThat(databases()).hasSize(2);
  }

  @Test
  void severalPartitionsAreHeadedAndTheirResultsUnpacked() throws Exception {
    Path file =
        Jobs.fileWith(
            folder,
            "several",
            2,
            """
                Publisher: {Type: local}
                ResultPaths: [{Name: copies, Path: /outputs}]
            """
                .indent(0),
            "variable",
            "BACALHAU_PARTITION_INDEX",
            "copy",
            "/app/tool.wasm",
            "/outputs/copy");
    Invocation run = runLocal(file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("Partition 0\n0\n\nPartition 1\n1\n");
    assertThat(run.err()).startsWith("Results: " + data());
    Path results = Path.of(run.err().strip().substring("Results: ".length()));
    for (String partition : List.of("partition-0", "partition-1")) {
      assertThat(results.resolve(partition).resolve("exitCode")).hasContent("0");
      assertThat(results.resolve(partition).resolve("stdout")).isNotEmptyFile();
      assertThat(results.resolve(partition).resolve("copies/copy"))
          .hasSameBinaryContentAs(folder.resolve("tool.wasm"));
    }
  }

  @Test
  void theSameFileCanBeRunAgainAndItsResultsDoNotMix() throws Exception {
    Path file = Jobs.fileWith(folder, "again", 1, "    Publisher: {Type: local}\n", "print", "x");
    Invocation first = runLocal(file);
    Invocation second = runLocal(file);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).isEqualTo("x\n");
    assertThat(second.err()).isNotEqualTo(first.err());
    assertThat(databases()).hasSize(2);
  }

  @Test
  void aProgramThatReturnsSomethingElseThanZeroHasItsOwnExitCode() throws Exception {
    Invocation run = runLocal(Jobs.file(folder, "three", 2, "print", "x", "return", "3"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.PROGRAM_FAILED);
    assertThat(run.err())
        .contains("partition 0: the program returned 3")
        .contains("partition 1: the program returned 3");
    assertThat(run.out()).contains("Partition 0\nx\n");
  }

  @Test
  void aJobThatFailsHasItsOwnExitCodeAndSaysWhy() throws Exception {
    Path file =
        Jobs.fileWith(folder, "endless", 1, "    Timeouts: {ExecutionTimeout: 1}\n", "loop");
    Invocation run = runLocal(file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.JOB_FAILED);
    assertThat(run.err()).startsWith("Error: job j-").contains("Hint:  ").contains("1 s");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void anInputOutsideOfTheJobsFolderIsRefused() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
    Path file = Jobs.file(folder.resolve("job"), "reads", 1, "print", "x");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "        Target: /app/tool.wasm\n",
                "        Target: /app/tool.wasm\n      - Source: {Type: local, Params: {SourcePath: "
                    + secret
                    + "}}\n        Target: /secret\n"));
    Invocation run = runLocal(file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.JOB_FAILED);
    assertThat(run.err()).contains(secret.toString()).contains("not allowed");
  }

  @Test
  void dataThatARunningNodeHasIsNamedWithWhatToDoInstead() throws Exception {
    Path file = Jobs.file(folder, "x", 1, "print", "x");
    Configuration configuration =
        Configuration.defaults()
            .with(Setting.API_PORT, "0")
            .with(Setting.PUBLISHERS_LOCAL_PORT, "0")
            .with(Setting.LOGGING_LEVEL, "warn");
    try (Node _ = Node.start(NodeOptions.of(configuration, new DataFolder(data()), Map.of()))) {
      Invocation run = runLocal(file);
      assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
      assertThat(run.err())
          .contains("-compute.db")
          .contains("in use")
          .contains("Hint:  ")
          .contains("without --local");
    }
  }

  @Test
  void notWaitingMakesNoSenseWithoutAServer() throws Exception {
    Invocation run = runLocal(Jobs.file(folder, "x", 1, "print", "x"), "--wait=false");
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(data()).doesNotExist();
  }
}
