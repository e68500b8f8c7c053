// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person sees of a long operation, and a pipe does not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ProgressTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final AtomicLong done = new AtomicLong();

  private Progress ofTenPages(boolean person) {
    Output output = new Output(OutputStream.nullOutputStream(), errors, person);
    return Progress.ofPages("Verifying some.db", done, 10, "records", output);
  }

  private void awaitShown(String text) {
    while (!errors.toString(UTF_8).contains(text)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aPersonSeesPagesAndThenWhatComesNextAndInTheEndNothing() {
    try (Progress _ = ofTenPages(true)) {
      done.set(3);
      awaitShown("\r\033[KVerifying some.db: 3 of 10 pages");
      done.set(10);
      awaitShown("\r\033[KVerifying some.db: records");
    }
    assertThat(errors.toString(UTF_8)).endsWith("\r\033[K");
  }

  @Test
  void aPipeGetsNothing() {
    try (Progress _ = ofTenPages(false)) {
      done.set(3);
    }
    assertThat(errors.size()).isZero();
  }
}
