// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of text that Go's library gives, as its documentation defines them. */
final class GoTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61|\"a\"",
        "00|\"\\x00\"",
        "7f|\"\\x7f\"",
        "0a09|\"\\n\\t\"",
        "070b|\"\\a\\v\"",
        "225c|\"\\\"\\\\\"",
        "c3a9|\"é\"",
        "c2a0|\"\\u00a0\"",
        "e280a8|\"\\u2028\"",
        "f09f9880|\"😀\"",
        "f3a08080|\"\\U000e0000\"",
        "ff|\"\\xff\"",
        "c3|\"\\xc3\"",
        "c080|\"\\xc0\\x80\"",
        "eda080|\"\\xed\\xa0\\x80\"",
        "f4908080|\"\\xf4\\x90\\x80\\x80\"",
        "efbfbd|\"\ufffd\""
      })
  void quoteEscapesWhatIsNotPrintableAndShowsBytesThatAreNoText(String hex, String quoted) {
    assertThat(GoText.quote(HexFormat.of().parseHex(hex))).isEqualTo(quoted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain text", "café", "日本", "a\u0301", "½ € ©", "\ufffd"})
  void lettersMarksNumbersPunctuationSymbolsAndSpacesArePrintable(String text) {
    assertThat(GoText.isPrintable(MemorySegment.ofArray(text.getBytes(UTF_8)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "a\tb", "\u00a0", "\u200b", "\u2028", "\ue000", "\u007f"})
  void controlsOddSpacesAndPrivateCharactersAreNot(String text) {
    assertThat(GoText.isPrintable(MemorySegment.ofArray(text.getBytes(UTF_8)))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "1,1ns",
    "999,999ns",
    "1000,1µs",
    "13154,13.154µs",
    "13154501,13.154501ms",
    "1000140086,1.000140086s",
    "1500000000,1.5s",
    "60000000000,1m0s",
    "61500000000,1m1.5s",
    "3603000000000,1h0m3s",
    "-1500000000,-1.5s"
  })
  void durationsReadAsInGo(long nanos, String text) {
    assertThat(GoText.duration(nanos)).isEqualTo(text);
  }

  @Test
  void jsonIsSafeInsideHtml() {
    assertThat(json("<a href=\"x\">&\u2028\u0001\n".getBytes(UTF_8)))
        .isEqualTo("\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\\u0001\\n\"");
    assertThat(json(new byte[] {'a', (byte) 0xff})).isEqualTo("\"a\\ufffd\"");
  }

  @Test
  void numbersAreUnsignedWith64Bits() {
    assertThat(GoText.parseUnsigned("18446744073709551615")).isEqualTo(-1);
    assertThatThrownBy(() -> GoText.parseUnsigned("18446744073709551616"))
        .hasMessage("strconv.ParseUint: parsing \"18446744073709551616\": value out of range");
    assertThatThrownBy(() -> GoText.parseUnsigned("-1"))
        .hasMessage("strconv.ParseUint: parsing \"-1\": invalid syntax");
    assertThatThrownBy(() -> GoText.parseUnsigned(""))
        .hasMessage("strconv.ParseUint: parsing \"\": invalid syntax");
  }

  @Test
  void hexadecimalKeysAreReadAndWrongOnesExplained() {
    assertThat(GoText.parseHex("00fF")).isEqualTo(new byte[] {0, (byte) 0xff});
    assertThatThrownBy(() -> GoText.parseHex("0z"))
        .hasMessage("encoding/hex: invalid byte: U+007A 'z'");
    assertThatThrownBy(() -> GoText.parseHex("012"))
        .hasMessage("encoding/hex: odd length hex string");
  }

  private static String json(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Output output = new Output(out, OutputStream.nullOutputStream(), false);
    GoText.json(MemorySegment.ofArray(bytes), output);
    output.flush();
    return out.toString(UTF_8);
  }
}
