// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Names as text. On the host a name is bytes, nearly always UTF-8, and never looked at by the
 * system. As text it is that UTF-8; a byte that is part of no UTF-8 is one character of the private
 * area, from U+EF80 for the byte 0x80 to U+EFFF for 0xFF. Bytes that would be such a character are
 * written so too. So each name has exactly one text, and each text that {@link #bytes} takes
 * exactly one name. Nothing depends on the locale.
 */
public final class HostName {
  private static final char ESCAPES = '\uEF00';
  private static final char FIRST_ESCAPE = '\uEF80';
  private static final char LAST_ESCAPE = '\uEFFF';

  private HostName() {}

  /** The text of a name. */
  public static String text(byte[] name) {
    StringBuilder text = new StringBuilder(name.length);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(name);
    CharBuffer out = CharBuffer.allocate(name.length + 1);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      appendUnescaped(text, out.flip());
      out.clear();
      decoder.reset();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        text.append((char) (ESCAPES + (in.get() & 0xff)));
      }
    }
  }

  // A name that has a character of the private area itself: its bytes are escaped like bad ones.
  private static void appendUnescaped(StringBuilder text, CharBuffer decoded) {
    while (decoded.hasRemaining()) {
      char c = decoded.get();
      if (isEscape(c)) {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          text.append((char) (ESCAPES + (b & 0xff)));
        }
      } else {
        text.append(c);
      }
    }
  }

  private static boolean isEscape(char c) {
    return c >= FIRST_ESCAPE && c <= LAST_ESCAPE;
  }

  /**
   * The name with this text.
   *
   * @throws CharacterCodingException if no name has this text: it holds half a character, or
   *     escapes bytes that need no escape
   */
  public static byte[] bytes(String text) throws CharacterCodingException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 8);
    boolean escaped = false;
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && !isEscape(text.charAt(end))) {
        end++;
      }
      if (end > at) {
        writeUtf8(bytes, CharBuffer.wrap(text, at, end));
      }
      for (at = end; at < text.length() && isEscape(text.charAt(at)); at++) {
        bytes.write(text.charAt(at) - ESCAPES);
        escaped = true;
      }
    }
    byte[] name = bytes.toByteArray();
    if (escaped && !text(name).equals(text)) {
      throw new CharacterCodingException();
    }
    return name;
  }

  private static void writeUtf8(ByteArrayOutputStream bytes, CharBuffer text)
      throws CharacterCodingException {
    ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(text);
    byte[] plain = new byte[encoded.remaining()];
    encoded.get(plain);
    bytes.writeBytes(plain);
  }
}
