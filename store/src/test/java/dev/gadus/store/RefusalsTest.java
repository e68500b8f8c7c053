// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Path FILE = Path.of("jobs.db");

  private final Refusals refusals = new Refusals();

  @Test
  void nothingWasRefused() {
    assertThat(refusals.reason(NOW)).isEmpty();
  }

  @Test
  void aFullDiskStandsForAWhile() {
    refusals.note(new StoreException.DiskFull(FILE, new IOException("full")), NOW);
    Instant end = NOW.plus(Refusals.DISK_FULL_STANDS);
    assertThat(refusals.reason(end.minusNanos(1)).orElse(""))
        .contains("the disk of jobs.db is full");
    assertThat(refusals.reason(end)).isEmpty();
  }

  @Test
  void aFailedWriteStandsUntilTheDatabaseIsAnother() {
    refusals.note(new StoreException.WriteFailed(FILE, new IOException("read-only")), NOW);
    assertThat(refusals.reason(NOW.plus(Duration.ofDays(365))).orElse(""))
        .contains("jobs.db could not be written");
    refusals.clear();
    assertThat(refusals.reason(NOW)).isEmpty();
  }
}
