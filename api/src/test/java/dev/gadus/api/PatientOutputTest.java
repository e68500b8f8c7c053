// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A client that stands still is left, and one that goes on reading is not. */
class PatientOutputTest {
  private static final byte[] BYTES = new byte[10];

  /** A client that does not read: whoever writes to it waits, until it is interrupted. */
  private static final class StandingStill extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("nobody reads");
      }
    }
  }

  private static Throwable failureOfWritingTo(OutputStream client, int times) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (PatientOutput out = PatientOutput.to(client, Duration.ofMillis(20))) {
                for (int i = 0; i < times; i++) {
                  out.write(BYTES, 0, BYTES.length);
                  out.flush();
                }
              } catch (IOException e) {
                failure.set(e);
              }
            });
    writer.join();
    return failure.get();
  }

  @Test
  void aWriteToAClientThatStandsStillEnds() throws Exception {
    assertThat(failureOfWritingTo(new StandingStill(), 1)).hasMessage("nobody reads");
  }

  @Test
  void manyWritesThatTakeLongerTogetherAreNotInterrupted() throws Exception {
    AtomicInteger written = new AtomicInteger();
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int one) {
            written.incrementAndGet();
          }
        };
    assertThat(failureOfWritingTo(counting, 100_000)).isNull();
    assertThat(written).hasValue(1_000_000);
  }
}
