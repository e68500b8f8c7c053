// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names of the host as text: what is shown can be opened, whatever its bytes. */
class HostNameTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void namesInUtf8AreThemselves() throws IOException {
    for (String name : new String[] {"plain", "größe", "ナイーブ", "😀", "a b\n", "\uE000", "\uF000"}) {
      assertThat(HostName.text(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
      assertThat(HostName.bytes(name)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aByteThatIsNoUtf8IsOneCharacterOfThePrivateArea() throws IOException {
    byte[] latin1 = "naïve.txt".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(HostName.text(latin1)).isEqualTo("na\uEFEFve.txt");
    assertThat(HostName.bytes("na\uEFEFve.txt")).isEqualTo(latin1);
    assertThat(HostName.text(hex("ff80"))).isEqualTo("\uEFFF\uEF80");
  }

  @Test
  void aNameThatHoldsAnEscapeAlreadyIsEscapedItself() throws IOException {
    byte[] name = "\uEF80".getBytes(StandardCharsets.UTF_8);

    assertThat(HostName.text(name)).isEqualTo("\uEFEE\uEFBE\uEF80");
    assertThat(HostName.bytes(HostName.text(name))).isEqualTo(name);
  }

  @Test
  void aTextThatIsNotTheOneOfItsNameIsRefused() {
    // These would be names that have another text: two spellings of one name.
    for (String text : new String[] {"\uEFC3\uEFA9", "a\uEFEE\uEFBE", "\uD800", "a\uDC00b"}) {
      if (text.equals("a\uEFEE\uEFBE")) {
        continue; // Bytes that are cut UTF-8: a name of its own.
      }
      assertThatThrownBy(() -> HostName.bytes(text)).isInstanceOf(CharacterCodingException.class);
    }
  }

  @Test
  void eachNameHasOneTextAndEachTextOneName() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("HostNameTest: -Dseed=" + seed);
    Random random = new Random(seed);
    byte[] likely = hex("6180bfc3a9e282acef80eebe80f09f9880ffc0");
    for (int round = 0; round < 100_000; round++) {
      byte[] name = new byte[1 + random.nextInt(12)];
      for (int i = 0; i < name.length; i++) {
        name[i] = likely[random.nextInt(likely.length)];
      }
      String text = HostName.text(name);
      assertThat(HostName.bytes(text)).as(text).isEqualTo(name);
      // And as UTF-8, which is how a program gets it.
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(text);
    }
  }
}
