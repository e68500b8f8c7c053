// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutputFrameTest {
  private static byte[] stream() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new OutputFrame(OutputFrame.Kind.OUT, "täxt\0".getBytes(UTF_8)).write(out);
    new OutputFrame(OutputFrame.Kind.ERROR, new byte[0]).write(out);
    OutputFrame.end(141).write(out);
    return out.toByteArray();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(stream());
    OutputFrame first = OutputFrame.read(in);
    assertThat(first.kind()).isEqualTo(OutputFrame.Kind.OUT);
    assertThat(new String(first.bytes(), UTF_8)).isEqualTo("täxt\0");
    assertThat(OutputFrame.read(in).kind()).isEqualTo(OutputFrame.Kind.ERROR);
    OutputFrame last = OutputFrame.read(in);
    assertThat(last.kind()).isEqualTo(OutputFrame.Kind.END);
    assertThat(last.exitCode()).isEqualTo(141);
    assertThat(in.available()).isZero();
  }

  @Test
  void aStreamThatIsCutOffAnywhereIsNotWhole() throws IOException {
    byte[] whole = stream();
    for (int length = 0; length < whole.length; length++) {
      ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(whole, length));
      assertThatThrownBy(
              () -> {
                while (OutputFrame.read(in).kind() != OutputFrame.Kind.END) {
                  // On to the next.
                }
              })
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void anythingElseIsRefused() {
    for (byte[] other :
        new byte[][] {
          {9, 0, 0, 0, 0},
          {1, 0x7f, 0, 0, 0},
          {1, -1, 0, 0, 0},
          {0, 0, 0, 0, 1, 5},
          {1, 0, 16, 0, 1}
        }) {
      assertThatThrownBy(() -> OutputFrame.read(new ByteArrayInputStream(other)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not a stream of frames");
    }
  }
}
