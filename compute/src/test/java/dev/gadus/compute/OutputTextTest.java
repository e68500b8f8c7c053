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
}
