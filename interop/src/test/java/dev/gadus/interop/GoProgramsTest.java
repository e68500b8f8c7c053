// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer itself must be right before anything is compared with it. */
final class GoProgramsTest {
  private static final Path FIXTURES = Path.of("../bolt/src/test/resources/fixtures");

  @TempDir Path folder;

  @Test
  void dumpPrintsAFixtureAsItsRecordedTextSays() throws IOException {
    Path copy = Files.copy(FIXTURES.resolve("nested.db"), folder.resolve("nested.db"));

    String dump = GoPrograms.orSkip().dump(copy);

    assertThat(dump).isEqualTo(Files.readString(FIXTURES.resolve("nested.txt")));
  }

  @Test
  void theRealCommandChecksWhatApplyWrote() {
    GoPrograms go = GoPrograms.orSkip();
    Path file = folder.resolve("applied.db");
    String script =
        """
        open FILE 1024 freelist array sync
        create /61
        put /61 6b31 7631
        commit
        put /61 6b32 7632
        rollback
        get /61 6b31
        get /61 6b32
        drop /62
        next-sequence /61
        commit
        check
        """
            .replace("FILE", file.toString());

    Outcome applied = go.run("apply", script.getBytes(UTF_8));

    assertThat(applied.textOfSuccess().lines())
        .containsExactly(
            "ok",
            "ok",
            "ok",
            "ok",
            "ok",
            "ok",
            "ok 7631",
            "ok absent",
            "error bucket not found",
            "ok 1",
            "ok",
            "ok");
    assertThat(go.bbolt("check", file.toString()).textOfSuccess()).isEqualTo("OK\n");
    assertThat(go.dump(file))
        .isEqualTo(
            "# boltdump 1\n# page-size 1024\n# txid 3\n# buckets 1\n# keys 1\nB /61 1\nK /61 6b31 2 hex:7631\n");
  }

  @Test
  void aLineThatIsNotUnderstoodEndsApplyWithExitCode2() {
    Outcome applied = GoPrograms.orSkip().run("apply", "dance /61\n".getBytes(UTF_8));

    assertThat(applied.exitCode()).isEqualTo(2);
    assertThat(applied.errors()).contains("no such operation: \"dance /61\"");
  }
}
