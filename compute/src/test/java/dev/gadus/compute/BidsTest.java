// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.data.local.AllowList;
import dev.gadus.data.local.InlineInputs;
import dev.gadus.data.local.LocalInputs;
import dev.gadus.data.local.LocalPublisher;
import dev.gadus.engine.Installation;
import dev.gadus.engine.wasm.WasmEngine;
import dev.gadus.engine.wasm.WasmSettings;
import dev.gadus.model.InputSource;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.ResultPath;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node refuses, and what it tells the user. */
class BidsTest {
  @TempDir Path folder;
  private Bids bids;
  private Path module;
  private WasmEngine wasm;

  @BeforeEach
  void open() throws IOException {
    folder = folder.toRealPath();
    module = Files.writeString(folder.resolve("app.wasm"), "any");
    wasm = new WasmEngine(WasmSettings.of(folder.resolve("programs"), List.of(), List.of()));
    bids =
        new Bids(
            new Installation(
                List.of(new ScriptedEngine(), wasm),
                List.of(
                    new LocalInputs(
                        LocalInputs.TYPE,
                        AllowList.of(List.of(folder + "/**", folder + "/lent/**:rw"))),
                    new InlineInputs()),
                List.of(new LocalPublisher(folder.resolve("published"), "localhost", 6001))),
            new TaskEnvironment(Map.of("HOME", "/root"), List.of("AWS_*")),
            folder.resolve("lent/executions"),
            new Resources(2, 1000, 2000, 0));
  }

  @AfterEach
  void close() {
    wasm.close();
  }

  private String refusal(TestJobs job) {
    return bids.refusal(job.job(), TestJobs.execution("e-1", 0)).orElse("accepted");
  }

  private TestJobs fitting() {
    return TestJobs.wasm(module).resources(new ResourceRequest("2", "1000", "2000", ""));
  }

  @Test
  void aTaskThatJustFitsIsAccepted() {
    assertThat(refusal(fitting())).isEqualTo("accepted");
    assertThat(refusal(fitting().engine(SpecConfig.of(" Scripted ")))).isEqualTo("accepted");
    assertThat(refusal(fitting().publisher("LOCAL"))).isEqualTo("accepted");
  }

  @Test
  void whatIsNotInstalledIsNamedWithWhatIs() {
    assertThat(refusal(fitting().engine(SpecConfig.of("docker"))))
        .isEqualTo("this node does not have the engine 'docker'; it has: scripted, wasm");
    assertThat(refusal(fitting().publisher("s3")))
        .isEqualTo("this node does not have the publisher 's3'; it has: local");
    assertThat(refusal(fitting().alsoInput(TestJobs.input("ipfs", Map.of(), "/x"))))
        .isEqualTo("this node does not have the input source 'ipfs'; it has: inline, local");
  }

  @Test
  void oneTooMuchOfAnythingIsRefusedWithBothNumbers() {
    String more = "the task needs more than this node has";
    assertThat(refusal(fitting().resources(new ResourceRequest("2.01", "1000", "", ""))))
        .startsWith(more)
        .contains("CPU 2.01", "CPU 2.0");
    assertThat(refusal(fitting().resources(new ResourceRequest("1", "1001", "", ""))))
        .startsWith(more)
        .contains("memory 1,001 bytes", "memory 1,000 bytes");
    assertThat(refusal(fitting().resources(new ResourceRequest("1", "1000", "2001", ""))))
        .startsWith(more);
    assertThat(refusal(fitting().resources(new ResourceRequest("1", "1000", "", "1"))))
        .startsWith(more)
        .contains("GPU 1", "GPU 0");
    assertThat(refusal(fitting().resources(new ResourceRequest("many", "", "", ""))))
        .contains("CPU 'many' is not a number");
  }

  @Test
  void aTaskThatSaysNothingTakesTheUsualAmount() {
    assertThat(Bids.resources(fitting().resources(ResourceRequest.NONE).task()))
        .isEqualTo(new Resources(0.1, 100 << 20, 0, 0));
  }

  @Test
  void theModuleMustBeAnInput() {
    SpecConfig elsewhere = new SpecConfig("wasm", Map.of("EntryModule", "/other.wasm"));
    assertThat(refusal(fitting().engine(elsewhere)))
        .isEqualTo(
            "EntryModule must be the Target of an input source or a path below one, got EntryModule=/other.wasm");
    SpecConfig below = new SpecConfig("wasm", Map.of("EntryModule", "/app.wasm/x.wasm"));
    assertThat(refusal(fitting().engine(below))).isEqualTo("accepted");
    assertThat(refusal(fitting().engine(SpecConfig.of("wasm")))).contains("EntryModule");
  }

  @Test
  void thereIsNoNetwork() {
    assertThat(refusal(fitting().network("None"))).isEqualTo("accepted");
    for (String type : List.of("Host", "Full", "HTTP", "Bridge")) {
      assertThat(refusal(fitting().network(type))).contains("no network", "Type=" + type);
    }
  }

  @Test
  void namesAndPathsThatCouldLeadElsewhereAreRefused() {
    for (String name : List.of("", ".", "..", "a/b", "/a", "../a", "a\0", "x".repeat(201))) {
      assertThat(refusal(fitting().results(new ResultPath(name, "/out"))))
          .as(name)
          .startsWith("the name of a result path: ");
    }
    assertThat(
            refusal(fitting().results(new ResultPath("a", "/out"), new ResultPath("a", "/other"))))
        .contains("the same name");
    for (String name : List.of("stdout", "stderr", "exitCode")) {
      assertThat(refusal(fitting().results(new ResultPath(name, "/out"))))
          .contains("a file that every result has");
    }
    for (String path : List.of("out", "/", "/a/../b", "")) {
      assertThat(refusal(fitting().results(new ResultPath("out", path))))
          .as(path)
          .contains("absolute path below the root");
    }
    assertThat(
            refusal(fitting().results(new ResultPath("a", "/out"), new ResultPath("b", "/out/"))))
        .contains("the same path");
    assertThat(refusal(fitting().results(new ResultPath("a", "/app.wasm"))))
        .contains("the same path");
    assertThat(bids.refusal(fitting().job(), TestJobs.execution("../e", 0)).orElse("accepted"))
        .contains("not well-formed");
  }

  private static InputSource lent(Path path, String target, boolean writing) {
    return TestJobs.input(
        "local", Map.of("SourcePath", path.toString(), "ReadWrite", writing), target);
  }

  @Test
  void aFolderIsNotLentForWritingTogetherWithOneInIt() throws IOException {
    Path lent = folder.resolve("lent/a");
    Files.createDirectories(lent.resolve("sub"));
    Path other = Files.createDirectory(folder.resolve("lent/b"));

    assertThat(refusal(fitting().alsoInput(lent(lent, "/a", true)))).isEqualTo("accepted");
    assertThat(
            refusal(fitting().alsoInput(lent(lent, "/a", true)).alsoInput(lent(other, "/b", true))))
        .isEqualTo("accepted");
    assertThat(
            refusal(
                fitting()
                    .alsoInput(lent(lent, "/a", false))
                    .alsoInput(lent(lent.resolve("sub"), "/b", false))))
        .as("both for reading")
        .isEqualTo("accepted");
    for (boolean outer : List.of(true, false)) {
      assertThat(
              refusal(
                  fitting()
                      .alsoInput(lent(lent, "/a", outer))
                      .alsoInput(lent(lent.resolve("sub"), "/b", !outer))))
          .contains(lent + " of the node at /a", lent + "/sub at /b", "one of them for writing");
    }
    assertThat(
            refusal(fitting().alsoInput(lent(lent, "/a", true)).alsoInput(lent(lent, "/b", false))))
        .contains("the same folder");
    assertThat(
            refusal(
                fitting()
                    .alsoInput(lent(folder.resolve("lent"), "/a", true))
                    .results(new ResultPath("out", "/out"))))
        .as("the executions' own folders are in it")
        .contains("one of them for writing");
  }

  @Test
  void nothingIsMountedInsideOfWhatTheProgramMayWrite() throws IOException {
    Path lent = Files.createDirectories(folder.resolve("lent/a"));
    Files.createDirectories(folder.resolve("read"));

    assertThat(
            refusal(
                fitting().results(new ResultPath("a", "/out"), new ResultPath("b", "/out/inner"))))
        .isEqualTo(
            "/out/inner is inside of /out, which the program may write; give it a path outside of that");
    assertThat(
            refusal(
                fitting()
                    .alsoInput(lent(lent, "/out/in", false))
                    .results(new ResultPath("a", "/out"))))
        .contains("/out/in is inside of /out");
    assertThat(
            refusal(
                fitting()
                    .alsoInput(lent(folder.resolve("read"), "/data", false))
                    .results(new ResultPath("a", "/data/out"))))
        .as("a result folder inside of an input that is only read")
        .isEqualTo("accepted");
  }

  @Test
  void theNodesVariablesAreForThoseWhoMayHaveThem() {
    assertThat(refusal(fitting().env(Map.of("A", "env:AWS_KEY")))).isEqualTo("accepted");
    assertThat(refusal(fitting().env(Map.of("A", "env:HOME"))))
        .contains("variable HOME is not allowed");
    assertThat(refusal(fitting().env(Map.of("A", "env:MY_AWS_KEY"))))
        .contains("variable MY_AWS_KEY is not allowed");
  }
}
