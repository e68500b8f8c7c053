// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Engine;
import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs that take more than they may: each ends by itself, with the reason, and the engine goes
 * on.
 */
class WasmLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(700);

  @TempDir Path folder;

  private static Outcome.Failed failed(Sandbox.Ran ran) {
    assertThat(ran.outcome()).isInstanceOf(Outcome.Failed.class);
    return (Outcome.Failed) ran.outcome();
  }

  private static void assertGoesOn(Sandbox sandbox) {
    sandbox.limits(Sandbox.LIMITS);
    assertThat(sandbox.probe("exit", "5").outcome()).isEqualTo(new Outcome.Exited(5));
  }

  @ParameterizedTest
  @EnumSource
  void whateverLoopsForEverStopsAtItsTimeLimit(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode).time(SHORT);

    for (String program : List.of("endless", "endless-start", "forever-poll")) {
      assertTimedOut(program, sandbox.run(program));
    }
    for (String command :
        List.of("loop", "loop-of-fills", "loop-of-copies", "loop-of-writes", "loop-of-prints")) {
      assertTimedOut(command, sandbox.probe(command));
    }
    assertTimedOut("sleep", sandbox.probe("sleep", "3600"));
    assertGoesOn(sandbox);
  }

  private static void assertTimedOut(String what, Sandbox.Ran ran) {
    assertThat(ran.outcome())
        .as(what)
        .isEqualTo(
            new Outcome.Failed(
                Outcome.Reason.TIMEOUT, "the program ran longer than its time limit of 0.7 s"));
  }

  @ParameterizedTest
  @EnumSource
  void aProgramCannotCatchThatItIsStopped(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode).time(SHORT);
    Files.write(sandbox.folder.resolve("endless-catch.wasm"), WasmBytes.endlessCatch());

    assertTimedOut("endless-catch", sandbox.run("endless-catch"));
    assertGoesOn(sandbox);
  }

  @ParameterizedTest
  @EnumSource
  void aRunCanBeCancelled(Mode mode) throws IOException, InterruptedException {
    Sandbox sandbox = new Sandbox(folder, mode);
    List<Engine.Run> runs = new ArrayList<>();
    runs.add(sandbox.start("endless"));
    runs.add(sandbox.start("probe", "sleep", "3600"));
    runs.add(sandbox.start("forever-poll"));

    runs.forEach(Engine.Run::cancel);
    for (Engine.Run run : runs) {
      assertThat(run.await()).isEqualTo(new Outcome.Cancelled());
      run.cancel();
      assertThat(run.await()).isEqualTo(new Outcome.Cancelled());
    }
    assertGoesOn(sandbox);
  }

  @ParameterizedTest
  @EnumSource
  void memoryWithoutEndFailsWithTheMemoryLimitInTheMessage(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode).memory(8L << 20);

    for (Sandbox.Ran ran :
        List.of(
            sandbox.run("grow"),
            sandbox.run("two-memories"),
            sandbox.run("table"),
            sandbox.probe("allocate"))) {
      assertThat(failed(ran).reason()).isEqualTo(Outcome.Reason.MEMORY_LIMIT);
      assertThat(failed(ran).message()).contains("memory limit of 8,388,608 bytes");
    }
    assertGoesOn(sandbox);
  }

  @Test
  void memoryIsLimitedToThePage() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);

    assertThat(failed(sandbox.memory(65535).run("out-of-bounds")).reason())
        .isEqualTo(Outcome.Reason.MEMORY_LIMIT);
    assertThat(failed(sandbox.memory(65536).run("out-of-bounds")).reason())
        .isEqualTo(Outcome.Reason.TRAP);
  }

  @ParameterizedTest
  @EnumSource
  void aProgramThatCopesWithItsMemoryLimitSucceeds(Mode mode) throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, mode).memory(8L << 20).probe("allocate-and-cope");

    assertThat(ran.outcome()).isEqualTo(new Outcome.Exited(0));
    assertThat(ran.stdout()).isEqualTo("coped\n");
  }

  @ParameterizedTest
  @EnumSource
  void aHugeMemoryAtStartIsRefusedBeforeItIsMade(Mode mode) throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, mode).run("huge-memory");

    assertThat(failed(ran).reason()).isEqualTo(Outcome.Reason.MEMORY_LIMIT);
    assertThat(failed(ran).message())
        .contains("it needs 4,294,901,760 bytes", "memory limit of 67,108,864 bytes");
  }

  @ParameterizedTest
  @EnumSource
  void endlessRecursionIsATrapAndNotTheEndOfTheNode(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);

    for (String program : List.of("recurse", "recurse-calls")) {
      Outcome.Failed failed = failed(sandbox.run(program));
      assertThat(failed.reason()).isEqualTo(Outcome.Reason.TRAP);
      assertThat(failed.message()).contains("call stack exhausted");
    }
    // Its own stack in memory runs out before the JVM's does, or the other way round.
    assertThat(failed(sandbox.probe("recurse")).reason()).isEqualTo(Outcome.Reason.TRAP);
    assertGoesOn(sandbox);
  }

  @ParameterizedTest
  @EnumSource
  void aTrapSaysWhatItWas(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);

    assertThat(failed(sandbox.run("out-of-bounds")).reason()).isEqualTo(Outcome.Reason.TRAP);
    assertThat(failed(sandbox.run("out-of-bounds")).message()).contains("out of bounds");
    assertThat(failed(sandbox.probe("abort")).reason()).isEqualTo(Outcome.Reason.TRAP);
    assertThat(failed(sandbox.probe("abort")).message()).contains("unreachable");
  }

  @ParameterizedTest
  @EnumSource
  void outputIsKeptUpToTheLimitAndTheProgramGoesOn(Mode mode) throws IOException {
    Sandbox sandbox = new Sandbox(folder, mode);

    Sandbox.Ran ran = sandbox.output(1000).probe("print-much", "10000");
    assertThat(ran.outcome()).isEqualTo(new Outcome.Exited(0));
    assertThat(ran.stdout()).hasSize(1000).startsWith("0123456789");

    assertThat(sandbox.output(710).probe("print-much", "10").stdout()).hasSize(710).endsWith("9\n");
    assertThat(sandbox.output(709).probe("print-much", "10").stdout()).hasSize(709).endsWith("9");
  }

  @Test
  void filesTakeNoMoreThanTheDiskLimit() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED).disk(40_960, 10);

    assertThat(sandbox.probe("fill-file", "/outputs/a", "40960").outcome())
        .isEqualTo(new Outcome.Exited(0));
    Sandbox.Ran ran = sandbox.probe("fill-file", "/outputs/b", "45056");
    assertThat(ran.lines()).containsExactly("write ENOSPC", "wrote 40960");
    assertThat(failed(ran).reason()).isEqualTo(Outcome.Reason.DISK_LIMIT);
    assertThat(failed(ran).message()).contains("disk limit of 40,960 bytes in 10 files");
    assertThat(Files.size(sandbox.outputs.resolve("b"))).isEqualTo(40_960);
  }

  @Test
  void spaceComesBackWhenAFileIsReallyGone() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED).disk(100_000, 10);

    assertThat(sandbox.probe("reuse-space").lines()).containsExactly("reused");
    assertThat(sandbox.probe("fill-deleted-files").lines())
        .as("deleted, but open")
        .containsExactly("unlink ok", "unlink ok", "write ENOSPC");
  }

  @Test
  void holesInFilesCountAsWritten() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED);

    assertThat(sandbox.probe("sparse").lines())
        .containsExactly("set-size ENOSPC", "allocate ENOSPC", "write ENOSPC");
    assertThat(Files.size(sandbox.outputs.resolve("sparse"))).isZero();
  }

  @Test
  void noMoreFilesThanAllowedAreMade() throws IOException {
    Sandbox sandbox = new Sandbox(folder, Mode.COMPILED).disk(1000, 20);

    assertThat(sandbox.probe("many-files", "/outputs", "20").lines()).containsExactly("made all");
    Files.delete(sandbox.outputs.resolve("0"));
    Sandbox.Ran ran = sandbox.disk(1000, 19).probe("many-files", "/outputs", "0");
    assertThat(ran.outcome()).isEqualTo(new Outcome.Exited(0));
    sandbox.probe("mkdir", "/outputs/more");
    ran = sandbox.probe("many-files", "/outputs/more", "21");
    assertThat(ran.lines()).containsExactly("create ENOSPC", "made 19");
    assertThat(failed(ran).reason()).isEqualTo(Outcome.Reason.DISK_LIMIT);
  }

  @Test
  void noMoreFilesThanAllowedAreOpen() throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, Mode.COMPILED).probe("open-many", "/inputs/data.txt");

    assertThat(ran.lines()).containsExactly("open EMFILE", "opened " + (Descriptors.MAXIMUM - 4));
  }

  @Test
  void foldersGetNoDeeperThanAllowed() throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, Mode.COMPILED).disk(1000, 1000).probe("deep-folders");

    assertThat(ran.lines())
        .containsExactly("mkdir ENAMETOOLONG", "made " + (GuestPath.MAX_DEPTH - 1));
  }

  @Test
  void theNodeDoesNotAllocateWhatAProgramClaims() throws IOException {
    Sandbox.Ran ran = new Sandbox(folder, Mode.COMPILED).probe("huge-reads", "/inputs/data.txt");

    assertThat(ran.lines()).containsExactly("read ok", "got 9", "too-many-vectors EINVAL");
  }

  @Test
  void aModuleAboveTheSizeLimitIsRefused() throws IOException {
    WasmEngine engine = Engines.of(Mode.COMPILED);
    Sandbox sandbox = new Sandbox(folder, engine);
    Path large = sandbox.folder.resolve("large.wasm");
    for (int more : List.of(0, 1)) {
      try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
        file.setLength(engine.maximumModuleBytes() + more);
      }
      Outcome.Failed failed = failed(sandbox.run("large"));
      assertThat(failed.reason()).isEqualTo(Outcome.Reason.BAD_PROGRAM);
      assertThat(failed.message())
          .contains(more == 0 ? "not a WebAssembly module" : "the most that this node takes");
    }
  }
}
