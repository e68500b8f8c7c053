// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The Go library, in a process that lives as long as this object: starting one for each of
 * thousands of scripts would take most of the time.
 */
final class GoPeer implements Peer {
  private final Process process;
  private final Writer toProcess;
  private final BufferedReader fromProcess;

  GoPeer(GoPrograms programs) {
    process = programs.start("apply");
    toProcess = process.outputWriter(StandardCharsets.UTF_8);
    fromProcess = process.inputReader(StandardCharsets.UTF_8);
  }

  @Override
  public List<String> ask(List<String> lines) {
    // Written from another thread, since the program answers before it has read everything and a
    // full pipe would stop both.
    Thread writer = Thread.ofVirtual().start(() -> send(lines));
    try {
      List<String> answers = new ArrayList<>(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        String answer = fromProcess.readLine();
        if (answer == null) {
          throw new AssertionError(
              "the Go program ended after answer "
                  + i
                  + ": "
                  + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        answers.add(answer);
      }
      writer.join();
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the Go program worked", e);
    }
  }

  private void send(List<String> lines) {
    try {
      for (String line : lines) {
        toProcess.write(line);
        toProcess.write('\n');
      }
      toProcess.flush();
    } catch (IOException e) {
      // The program has ended, which the reader of its answers reports with what it said.
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
