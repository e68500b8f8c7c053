// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Mount;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a well-behaved program can do, compiled and interpreted. */
@Tag("any-locale")
class WasmEngineTest {
  @TempDir Path folder;

  private static Outcome exited(int code) {
    return new Outcome.Exited(code);
  }

  @ParameterizedTest
  @EnumSource
  void theProgramGetsItsArguments(Mode mode) throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, mode).probe("arguments", "two words", "größer", "");

    assertThat(ran.outcome()).isEqualTo(exited(0));
    assertThat(ran.stdout().getBytes(StandardCharsets.ISO_8859_1))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("/app/probe.wasm\narguments\ntwo words\ngrößer\n\n");
  }

  @ParameterizedTest
  @EnumSource
  void theProgramGetsItsEnvironmentAndNotTheNodes(Mode mode) throws IOException {
    Sandbox.Ran ran =
        new Sandbox(folder, mode).variable("B", "2").variable("A", "1=x").probe("environment");

    assertThat(ran.lines()).containsExactly("A=1=x", "B=2");
  }

  @Test
  void variablesOfAnyNameCanBeAskedForAndThoseOfTheNodeLeftOut() throws IOException {
    Sandbox sandbox =
        new Sandbox(folder, Mode.COMPILED).variable("BACALHAU_JOB_ID", "j").variable("A", "1");

    sandbox.parameter("EnvironmentVariables", Map.of("http_proxy", "none", "n", 7));
    assertThat(sandbox.probe("environment").lines())
        .containsExactly("A=1", "BACALHAU_JOB_ID=j", "http_proxy=none", "n=7");
    sandbox.parameter("NodeVariables", false);
    assertThat(sandbox.probe("environment").lines())
        .containsExactly("A=1", "http_proxy=none", "n=7");
    assertThat(
            new Sandbox(Files.createDirectory(folder.resolve("none")), Mode.COMPILED)
                .parameter("NodeVariables", false)
                .probe("environment")
                .lines())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theExitCodeIsTheProgramsOwn(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);

    assertThat(sandbox.probe("exit", "0").outcome()).isEqualTo(exited(0));
    assertThat(sandbox.probe("exit", "1").outcome()).isEqualTo(exited(1));
    assertThat(sandbox.probe("exit", "255").outcome()).isEqualTo(exited(255));
    assertThat(sandbox.probe("no such command").outcome()).isEqualTo(exited(64));
  }

  @ParameterizedTest
  @EnumSource
  void theTwoOutputStreamsAreKeptApart(Mode mode) throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, mode).probe("print-both");

    assertThat(ran.stdout()).isEqualTo("to stdout\n");
    assertThat(ran.stderr()).isEqualTo("to stderr\n");
  }

  @ParameterizedTest
  @EnumSource
  void inputsAreReadAndResultsWritten(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);

    assertThat(sandbox.probe("read", "/inputs/data.txt").stdout()).isEqualTo("the data\n");
    assertThat(sandbox.probe("mkdir", "/outputs/made").stdout()).isEqualTo("mkdir ok\n");
    assertThat(sandbox.probe("write", "/outputs/made/result", "42").stdout())
        .isEqualTo("write ok\n");
    assertThat(sandbox.outputs.resolve("made/result")).hasContent("42");
    assertThat(sandbox.probe("write", "/outputs/made/result", "7").stdout())
        .isEqualTo("write ok\n");
    assertThat(sandbox.probe("append", "/outputs/made/result", "89").lines())
        .containsExactly("append ok", "append ok");
    assertThat(sandbox.outputs.resolve("made/result")).hasContent("78989");
    assertThat(sandbox.probe("rename", "/outputs/made/result", "/outputs/other").stdout())
        .isEqualTo("rename ok\n");
    assertThat(sandbox.probe("rmdir", "/outputs/made").stdout()).isEqualTo("rmdir ok\n");
    assertThat(sandbox.probe("stat", "/outputs/other").lines())
        .containsExactly("stat ok", "size 5");
    assertThat(sandbox.probe("unlink", "/outputs/other").stdout()).isEqualTo("unlink ok\n");
    assertThat(sandbox.outputs).isEmptyDirectory();
  }

  @Test
  void foldersAreListedWithTheMountsInThem() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);
    Files.createDirectory(sandbox.inputs.resolve("folder"));
    Files.createSymbolicLink(sandbox.inputs.resolve("link"), Path.of("data.txt"));
    sandbox.mount(Mount.readOnly("/inputs/nested/deep", sandbox.outside));

    assertThat(sandbox.probe("list", "/").lines())
        .containsExactlyInAnyOrder("./", "../", "app/", "inputs/", "outputs/");
    assertThat(sandbox.probe("list", "/app").lines())
        .containsExactlyInAnyOrder("./", "../", "probe.wasm");
    assertThat(sandbox.probe("list", "/inputs").lines())
        .containsExactlyInAnyOrder("./", "../", "data.txt", "folder/", "link@", "nested/");
    assertThat(sandbox.probe("list", "/inputs/nested").lines())
        .containsExactlyInAnyOrder("./", "../", "deep/");
    assertThat(sandbox.probe("read", "/inputs/nested/deep/secret.txt").stdout())
        .isEqualTo("the secret\n");
    assertThat(sandbox.probe("read", "/inputs/nested/../data.txt").stdout())
        .isEqualTo("the data\n");
  }

  @Test
  void aFolderOfManyNamesIsListedWhole() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);
    for (int i = 0; i < 3000; i++) {
      Files.createFile(sandbox.inputs.resolve("a-name-that-is-longer-than-others-" + i));
    }

    assertThat(sandbox.probe("list", "/inputs").lines()).hasSize(3003).doesNotHaveDuplicates();
  }

  @Test
  void failuresHaveTheNumberThatProgramsExpect() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);
    sandbox.probe("mkdir", "/outputs/full");
    sandbox.probe("write", "/outputs/full/file", "x");

    assertThat(sandbox.probe("read", "/inputs/missing").stdout()).isEqualTo("open ENOENT\n");
    assertThat(sandbox.probe("read", "/nowhere/at/all").stdout()).isEqualTo("open ENOENT\n");
    assertThat(sandbox.probe("read", "/inputs/data.txt/below").stdout())
        .isEqualTo("open ENOTDIR\n");
    assertThat(sandbox.probe("read", "/inputs/data.txt/").stdout()).isEqualTo("open ENOTDIR\n");
    assertThat(sandbox.probe("mkdir", "/outputs/full").stdout()).isEqualTo("mkdir EEXIST\n");
    assertThat(sandbox.probe("mkdir", "/outputs/no/parent").stdout()).isEqualTo("mkdir ENOENT\n");
    assertThat(sandbox.probe("rmdir", "/outputs/full").stdout()).isEqualTo("rmdir ENOTEMPTY\n");
    assertThat(sandbox.probe("rmdir", "/outputs/full/file").stdout()).isEqualTo("rmdir ENOTDIR\n");
    assertThat(sandbox.probe("unlink", "/outputs/full").stdout()).isEqualTo("unlink EISDIR\n");
    assertThat(sandbox.probe("unlink", "/outputs/missing").stdout()).isEqualTo("unlink ENOENT\n");
    assertThat(sandbox.probe("write", "/outputs/full", "x").stdout()).isEqualTo("write EISDIR\n");
    assertThat(sandbox.probe("rename", "/outputs/full/file", "/outputs/full").stdout())
        .isEqualTo("rename EISDIR\n");
    assertThat(sandbox.probe("rename", "/outputs/full", "/outputs/full/inner").stdout())
        .isEqualTo("rename EINVAL\n");
    assertThat(sandbox.probe("rmdir", "/outputs").stdout()).isEqualTo("rmdir EBUSY\n");
    assertThat(sandbox.probe("mkdir", "/new").stdout()).isEqualTo("mkdir ENOENT\n");
    assertThat(sandbox.probe("rmdir", "/app").stdout()).isEqualTo("rmdir EROFS\n");
    assertThat(sandbox.probe("sockets").lines())
        .containsExactly("send ENOTSOCK", "send-closed EBADF");
  }

  @ParameterizedTest
  @EnumSource
  void descriptorsAreRenumberedAndClosed(Mode mode) throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, mode).run("renumber");

    assertThat(ran.outcome()).isEqualTo(exited(0));
    assertThat(ran.stdout()).isEqualTo("out");
    assertThat(ran.stderr()).isEmpty();
  }

  @Test
  void clocksAndRandomNumbersAreTheOnesHandedIn() throws IOException {
    RandomGenerator counting =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0x0102030405060708L;
          }
        };
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
    Sandbox sandbox =
        new Sandbox(folder, new InProcess(new GuestRun.Sources(clock, () -> 77, counting)));

    assertThat(sandbox.probe("clocks").stdout()).isEqualTo("1700000000 77\n");
    assertThat(sandbox.probe("random").stdout()).isEqualTo("08070605\n");
  }

  @Test
  void aModuleIsMadeReadyOnceForAllItsRuns() throws IOException {
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Sandbox sandbox = new Sandbox(folder, engine);

      for (int i = 0; i < 5; i++) {
        assertThat(sandbox.probe("exit", "0").outcome()).isEqualTo(exited(0));
      }
      assertThat(engine.modulesMade()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneRunDoesNotChangeTheModuleForTheNext(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);

    assertThat(sandbox.run("table-once").outcome()).isEqualTo(exited(0));
    assertThat(sandbox.run("table-once").outcome()).isEqualTo(exited(0));
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionThatIsTooLargeForTheCompilerRunsToo(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);
    Files.write(sandbox.folder.resolve("huge-function.wasm"), WasmBytes.hugeFunction());

    Sandbox.Ran ran = sandbox.run("huge-function");
    assertThat(ran.outcome()).isEqualTo(exited(3));
    assertThat(ran.notes())
        .singleElement()
        .asString()
        .contains(mode == Mode.COMPILED ? "too large to be compiled" : "code is interpreted");
    assertThat(sandbox.probe("exit", "0").notes()).hasSize(mode == Mode.COMPILED ? 0 : 1);
  }

  @Test
  void anotherEntryPointCanBeNamed() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);

    assertThat(sandbox.entrypoint("run").run("other-entry").outcome()).isEqualTo(exited(42));
  }

  @Test
  void aProgramThatCannotBeRunIsToldWhy() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);
    Files.writeString(sandbox.folder.resolve("text.wasm"), "this is no module");
    Files.write(sandbox.folder.resolve("empty.wasm"), new byte[0]);

    assertThat(badProgram(sandbox, "text")).contains("not a WebAssembly module");
    assertThat(badProgram(sandbox, "empty")).contains("not a WebAssembly module");
    assertThat(badProgram(sandbox, "unknown-import")).contains("env.launch_missiles");
    assertThat(badProgram(sandbox, "other-entry"))
        .contains("no function _start", "run, with-parameters");
    assertThat(badProgram(sandbox.entrypoint("with-parameters"), "other-entry"))
        .contains("with-parameters must take no parameters");
  }

  @ParameterizedTest
  @EnumSource
  void aModuleThatUsesSimdIsRefusedByThatName(Mode mode) throws IOException {
    assertThat(badProgram(new Sandbox(folder, mode), "simd"))
        .contains("uses SIMD", "clang without -msimd128");
  }

  @Test
  void messagesWithNamesOutOfAModuleAreFitForATerminal() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);
    String name = "\u001b[2J\nroot: all is well" + "!".repeat(5000);
    Files.write(sandbox.folder.resolve("loud.wasm"), WasmBytes.exporting(name));

    assertThat(badProgram(sandbox, "loud"))
        .contains("no function _start", "?[2J?root: all is well")
        .hasSize(GuestRun.MAX_MESSAGE_LENGTH + 1);
  }

  private static String badProgram(Sandbox sandbox, String program) {
    Outcome outcome = sandbox.run(program).outcome();
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.reason()).isEqualTo(Outcome.Reason.BAD_PROGRAM);
    return failed.message();
  }

  @Test
  void theParametersOfTheEngineAreChecked() {
    assertThat(problem(Map.of())).contains("needs the parameter EntryModule");
    assertThat(problem(Map.of("EntryModule", "relative.wasm"))).contains("absolute path");
    assertThat(problem(Map.of("EntryModule", 7))).contains("must be a text, got 7");
    assertThat(problem(Map.of("EntryModule", "/a", "Parameters", "one")))
        .contains("Parameters must be a list of texts");
    assertThat(problem(Map.of("EntryModule", "/a", "Parameters", List.of("a\0b")))).contains("NUL");
    for (String name : List.of("", "a=b", "bacalhau_x", "a\0")) {
      assertThat(problem(Map.of("EntryModule", "/a", "EnvironmentVariables", Map.of(name, "v"))))
          .as(name)
          .startsWith("EnvironmentVariables: '");
    }
    assertThat(problem(Map.of("EntryModule", "/a", "ImportModules", List.of("/b"))))
        .contains("ImportModules is not supported");
  }

  private static String problem(Map<String, Object> params) {
    try {
      return "accepted: " + WasmProgram.of(new SpecConfig("wasm", params));
    } catch (BadProgramException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
