// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream to its end on a thread of its own, so that a program never stands still because
 * its pipe is full.
 */
final class Collector {
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final Thread thread;

  private Collector(InputStream source) {
    thread =
        Thread.ofVirtual()
            .start(() -> {
              try (source) {
                source.transferTo(collected);
              } catch (IOException e) {
                // The program was killed; what it had written so far is what there is.
              }
            });
  }

  static Collector of(InputStream source) {
    return new Collector(source);
  }

  /** Waits for the end of the stream. */
  byte[] bytes() throws InterruptedException {
    thread.join();
    return collected.toByteArray();
  }

  String text() throws InterruptedException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
