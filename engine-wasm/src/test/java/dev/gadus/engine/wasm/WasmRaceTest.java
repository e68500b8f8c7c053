// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Mount;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that change names under each other, or under themselves, to get outside. */
class WasmRaceTest {
  /** Tries of the program that goes through the swapped name. */
  private static final int TRIES = Integer.getInteger("files.tries", 50_000);

  @TempDir Path folder;
  private Sandbox sandbox;
  private Path lent;

  @BeforeEach
  void open() throws IOException {
    sandbox = new Sandbox(folder, Mode.COMPILED);
    lent = Files.createDirectory(sandbox.folder.resolve("lent"));
    Files.createDirectory(sandbox.outside.resolve("inner"));
  }

  private List<FileStatus> outsideNow() throws IOException {
    try (HostFolder outside = HostFolder.open(sandbox.outside)) {
      List<String> names = outside.list(10).orElseThrow();
      assertThat(names).containsExactlyInAnyOrder("secret.txt", "inner");
      FileStatus file = outside.status(List.of("secret.txt")).orElseThrow();
      // Reading a file changes when it was read last, which the test does itself.
      return List.of(outside.status(List.of("inner")).orElseThrow(), changes(file));
    }
  }

  private static FileStatus changes(FileStatus file) {
    return new FileStatus(
        file.kind(),
        file.device(),
        file.inode(),
        file.links(),
        file.sizeBytes(),
        0,
        file.modifiedNanos(),
        file.changedNanos());
  }

  @Test
  void twoProgramsThatShareAFolderAreNotLedOutOfIt() throws Exception {
    Files.createDirectory(lent.resolve("name"));
    Files.createSymbolicLink(lent.resolve("link"), sandbox.outside);
    sandbox.mount(new Mount("/lent", lent, true));
    List<FileStatus> before = outsideNow();

    Engine.Run swapper = sandbox.start("swapper", "/lent");
    Sandbox.Ran racer = sandbox.run("racer", "/lent", String.valueOf(TRIES));
    swapper.cancel();
    swapper.await();

    System.out.println("WasmRaceTest: " + racer.stdout().strip());
    assertThat(racer.outcome()).isEqualTo(new Outcome.Exited(0));
    assertThat(racer.stdout()).matches("done [1-9]\\d* refused [1-9]\\d*\n");
    assertThat(outsideNow()).isEqualTo(before);
  }

  @Test
  void aLinkThatIsMovedToWhereAMountIsLeadsNowhere() throws IOException {
    // The second mount lies in the first on the host: a node refuses that, and nothing depends on
    // it.
    Path inner = Files.createDirectory(lent.resolve("inner"));
    Files.createSymbolicLink(lent.resolve("link"), sandbox.outside);
    // In this process, as bubblewrap would not let a folder be moved that is a mount of its own.
    sandbox =
        new Sandbox(
            folder,
            new InProcess(
                new GuestRun.Sources(
                    Clock.systemUTC(), System::nanoTime, RandomGenerator.getDefault())));
    sandbox.mount(new Mount("/lent", lent, true));
    sandbox.mount(new Mount("/second", inner, true));
    List<FileStatus> before = outsideNow();

    assertThat(sandbox.run("files", "take-place").lines())
        .containsExactly(
            "move-away ok", "move-link ok", "read ENOENT", "make ok", "remove ENOENT", "list 1");
    assertThat(outsideNow()).isEqualTo(before);
    assertThat(lent.resolve("away/made")).isDirectory();
  }

  @Test
  void aMountThatIsALinkByNowIsNotOpened() throws IOException {
    Path inner = Files.createDirectory(lent.resolve("inner"));
    Mount mount = new Mount("/second", inner, true);
    Files.delete(inner);
    Files.createSymbolicLink(inner, sandbox.outside);
    sandbox.mount(mount);

    assertThat(sandbox.probe("list", "/second").outcome()).isInstanceOf(Outcome.Failed.class);
    assertThat(sandbox.probe("list", "/second").stdout()).isEmpty();
  }
}
