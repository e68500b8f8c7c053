// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Output to a client that must go on reading: a client that stands still would hold for ever what
 * the answer is made from, here a read transaction, behind which the file grows. The thread that
 * writes is interrupted then, which ends the write and the connection.
 */
final class PatientOutput extends OutputStream {
  /** Longer than a client takes that is busy with what it has read. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OutputStream out;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Odd while a write is in progress; each write adds two. */
  private final AtomicLong progress = new AtomicLong();

  private PatientOutput(OutputStream out) {
    this.out = out;
  }

  /** Makes it for the calling thread, which is to be a virtual one. */
  static PatientOutput to(OutputStream out, Duration patience) {
    PatientOutput patient = new PatientOutput(out);
    Thread writer = Thread.currentThread();
    Thread.ofVirtual().name("patience").start(() -> patient.watch(writer, patience));
    return patient;
  }

  private void watch(Thread writer, Duration patience) {
    try {
      long before = -1;
      while (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = progress.get();
        if (now == before && now % 2 == 1) {
          writer.interrupt();
          return;
        }
        before = now;
      }
    } catch (InterruptedException _) {
      // Nobody does that; without the watch a client may take as long as it likes.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    progress.incrementAndGet();
    try {
      out.write(bytes, offset, length);
    } finally {
      progress.incrementAndGet();
    }
  }

  @Override
  public void flush() throws IOException {
    progress.incrementAndGet();
    try {
      out.flush();
    } finally {
      progress.incrementAndGet();
    }
  }

  /** Ends the watch; the stream below stays open. */
  @Override
  public void close() {
    closed.countDown();
  }
}
