// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Utf8;
import dev.gadus.model.ResultPath;
import dev.gadus.model.RunOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The beginning of what a program printed, as reports carry it.
 *
 * @param truncated whether there is more
 */
record OutputText(String text, boolean truncated) {

  static OutputText of(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new OutputText("", false);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(RunOutput.MAX_TEXT_BYTES + 1);
    }
    boolean truncated = bytes.length > RunOutput.MAX_TEXT_BYTES;
    int length = truncated ? Utf8.completeLength(bytes, RunOutput.MAX_TEXT_BYTES) : bytes.length;
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    // Each byte that is no UTF-8 has become a character of three bytes.
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    if (again.length > RunOutput.MAX_TEXT_BYTES) {
      length = Utf8.completeLength(again, RunOutput.MAX_TEXT_BYTES);
      return new OutputText(new String(again, 0, length, StandardCharsets.UTF_8), true);
    }
    return new OutputText(text, truncated);
  }

  /** Enough for the message of a runtime and where it happened. */
  static final int MAX_LAST_LINES = 3;

  /** What a message takes of a program's words; the rest is in the logs. */
  static final int MAX_LAST_BYTES = 300;

  /**
   * The last lines of what was printed, on one line and without control characters: they become
   * part of a message. Empty when nothing was printed.
   */
  static String lastLines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    byte[] bytes = new byte[MAX_LAST_BYTES];
    int length = 0;
    long size;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      size = in.length();
      in.seek(Math.max(0, size - MAX_LAST_BYTES));
      for (int n = 0; n >= 0 && length < bytes.length; ) {
        length += n;
        n = in.read(bytes, length, bytes.length - length);
      }
    }
    List<String> lines =
        new String(bytes, 0, length, StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceAll("\\p{Cntrl}", "?").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    String last =
        String.join("; ", lines.subList(Math.max(0, lines.size() - MAX_LAST_LINES), lines.size()));
    // The first bytes of a cut text may be the rest of a character.
    return size > MAX_LAST_BYTES && lines.size() <= MAX_LAST_LINES
        ? "…" + last.replaceFirst("^\uFFFD+", "")
        : last;
  }

  /** What is reported of a run whose output is in a folder. */
  static RunOutput runOutput(Path folder, int exitCode, String errorMessage) throws IOException {
    OutputText stdout = of(folder.resolve(ResultPath.STDOUT));
    OutputText stderr = of(folder.resolve(ResultPath.STDERR));
    return new RunOutput(
        stdout.text(),
        stdout.truncated(),
        stderr.text(),
        stderr.truncated(),
        exitCode,
        errorMessage);
  }
}
