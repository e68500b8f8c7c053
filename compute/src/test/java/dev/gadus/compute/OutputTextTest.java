// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.RunOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTextTest {
  @TempDir Path folder;

  private OutputText of(byte[] bytes) throws IOException {
    return OutputText.of(Files.write(folder.resolve("file"), bytes));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void textUpToTheLimitIsWhole() throws IOException {
    String whole = "x".repeat(RunOutput.MAX_TEXT_BYTES);

    assertThat(of(text(whole))).isEqualTo(new OutputText(whole, false));
    assertThat(of(text(whole + "y"))).isEqualTo(new OutputText(whole, true));
    assertThat(of(new byte[0])).isEqualTo(new OutputText("", false));
    assertThat(OutputText.of(folder.resolve("missing"))).isEqualTo(new OutputText("", false));
  }

  @Test
  void aCharacterIsNotCut() throws IOException {
    String start = "x".repeat(RunOutput.MAX_TEXT_BYTES - 1);

    assertThat(of(text(start + "ö"))).isEqualTo(new OutputText(start, true));
  }

  @Test
  void bytesThatAreNoTextStayWithinTheLimitToo() throws IOException {
    byte[] binary = new byte[RunOutput.MAX_TEXT_BYTES];
    Arrays.fill(binary, (byte) 0xff);

    OutputText output = of(binary);

    assertThat(output.truncated()).isTrue();
    assertThat(text(output.text())).hasSizeLessThanOrEqualTo(RunOutput.MAX_TEXT_BYTES);
    assertThat(output.text()).startsWith("\ufffd\ufffd");
  }

  private String last(String text) throws IOException {
    return OutputText.lastLines(Files.write(folder.resolve("file"), text(text)));
  }

  @Test
  void theLastLinesBecomeOneLineWithoutControlCharacters() throws IOException {
    assertThat(OutputText.lastLines(folder.resolve("missing"))).isEmpty();
    assertThat(last("")).isEmpty();
    assertThat(last("one\n")).isEqualTo("one");
    assertThat(last("1\n2\n\n3\r\n  4 \u001b[31m\n")).isEqualTo("2; 3; 4 ?[31m");
  }

  @Test
  void longLastLinesAreCutAtTheirBeginning() throws IOException {
    String limit = "x".repeat(OutputText.MAX_LAST_BYTES);
    assertThat(last(limit)).isEqualTo(limit);
    assertThat(last("y" + limit)).isEqualTo("…" + limit);
    assertThat(last("ö" + limit.substring(1))).isEqualTo("…" + limit.substring(1));
    assertThat(last("early\n".repeat(100) + "1\n2\n3\n")).isEqualTo("1; 2; 3");
  }
}
