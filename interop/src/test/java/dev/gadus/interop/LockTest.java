// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock that our library and Go's take is one and the same. */
final class LockTest {
  private static final Options IMPATIENT = Options.defaults().lockTimeout(Duration.ofMillis(200));

  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void makeFile() {
    file = folder.resolve("locked.db");
    Database.open(file).close();
  }

  @Test
  void theRealCheckWaitsUntilWeLetGo() throws Exception {
    GoPrograms go = GoPrograms.orSkip();
    Process check;
    try (Database database = Database.open(file)) {
      check = go.start("bbolt", "check", file.toString());
      // If the lock were not seen, the check would end in a few milliseconds.
      assertThat(check.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(database.isReadOnly()).isFalse();
    }
    assertThat(GoPrograms.finish(check, new byte[0]).textOfSuccess()).isEqualTo("OK\n");
  }

  @Test
  void aGoProgramTimesOutWhileWeHoldTheFile() {
    GoPrograms go = GoPrograms.orSkip();
    try (Database database = Database.open(file)) {
      Outcome outcome =
          go.run("hold", new byte[0], "-timeout", "200ms", database.path().toString());

      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.errors()).isEqualTo("hold: timeout\n");
    }
  }

  @Test
  void weTimeOutWhileAGoProgramHoldsTheFile() throws IOException {
    Process holder = held(GoPrograms.orSkip().start("hold", file.toString()));

    assertThatThrownBy(() -> Database.open(file, IMPATIENT))
        .isInstanceOf(BoltException.LockTimeout.class)
        .hasMessageStartingWith("timeout");
    assertThatThrownBy(() -> Database.open(file, IMPATIENT.readOnly(true)))
        .isInstanceOf(BoltException.LockTimeout.class);

    assertThat(GoPrograms.finish(holder, new byte[0]).exitCode()).isZero();
    Database.open(file, IMPATIENT).close();
  }

  @Test
  void readersOfBothKindsShareTheFileAndKeepWritersOut() throws IOException {
    GoPrograms go = GoPrograms.orSkip();
    Process reader = held(go.start("hold", "-read-only", file.toString()));
    try (Database database = Database.open(file, IMPATIENT.readOnly(true))) {
      assertThat(database.isReadOnly()).isTrue();
      assertThatThrownBy(() -> Database.open(file, IMPATIENT))
          .isInstanceOf(BoltException.LockTimeout.class);
      assertThat(go.run("hold", new byte[0], "-timeout", "200ms", file.toString()).errors())
          .isEqualTo("hold: timeout\n");
    }
    assertThat(GoPrograms.finish(reader, new byte[0]).exitCode()).isZero();
  }

  @Test
  void theLockOfAKilledProgramIsFree() throws Exception {
    Process holder = held(GoPrograms.orSkip().start("hold", file.toString()));
    holder.destroyForcibly().waitFor();

    Database.open(file, IMPATIENT).close();
  }

  /** Waits until the program says that it has the file. */
  private static Process held(Process holder) throws IOException {
    BufferedReader reader = holder.inputReader(StandardCharsets.UTF_8);
    assertThat(reader.readLine()).isEqualTo("held");
    return holder;
  }
}
