// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Utf8;
import dev.gadus.model.ResultPath;
import dev.gadus.model.RunOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
