// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.engine.InputFetcher;
import dev.gadus.engine.Mount;
import dev.gadus.engine.StepException;
import dev.gadus.model.Event;
import dev.gadus.model.InputSource;
import dev.gadus.model.SpecType;
import dev.gadus.model.SpecType.Kind;
import dev.gadus.model.SpecType.Param;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Input sources whose data is in the job itself, as a {@code data:} URL. Data of the type {@code
 * application/gzip} is a gzipped tar, which is unpacked; anything else is one file.
 */
public final class InlineInputs implements InputFetcher {
  private static final String URL = "URL";

  /** The type in job files. */
  public static final SpecType TYPE = new SpecType("inline", Param.required(URL, Kind.TEXT));

  /**
   * Bytes that an archive may have when unpacked. A job has a few megabytes: more than this is a
   * decompression bomb.
   */
  static final long MAX_UNPACKED_BYTES = 256L * 1024 * 1024;

  /** Files and folders that an archive may have. */
  static final int MAX_ENTRIES = 10_000;

  private static final String CODE = "InlineInputs:BadData";
  private static final String SCHEME = "data:";

  /** Makes the fetcher; it needs nothing of the node. */
  public InlineInputs() {}

  /** What a URL holds. */
  private static final class Data {
    private final String mediaType;
    private final byte[] bytes;

    Data(String mediaType, byte[] bytes) {
      this.mediaType = mediaType;
      this.bytes = bytes;
    }
  }

  @Override
  public SpecType type() {
    return TYPE;
  }

  @Override
  public Optional<String> refusal(InputSource input) {
    try {
      parse(input);
      return Optional.empty();
    } catch (StepException e) {
      return Optional.of(e.text());
    }
  }

  @Override
  public Mount fetch(InputSource input, Path folder) throws StepException, IOException {
    Data data = parse(input);
    if (data.mediaType.equals("application/gzip")) {
      unpack(data.bytes, folder);
      return Mount.readOnly(input.target(), folder);
    }
    Path file = folder.resolve("data");
    Files.write(file, data.bytes);
    return Mount.readOnly(input.target(), file);
  }

  private static void unpack(byte[] bytes, Path folder) throws StepException, IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      new TarReader(in, MAX_UNPACKED_BYTES, MAX_ENTRIES).unpack(folder);
    } catch (TarException | ZipException e) {
      throw bad("the inline data is no gzipped tar that can be unpacked: " + e.getMessage());
    }
  }

  private static Data parse(InputSource input) throws StepException {
    String url =
        input
            .source()
            .text(URL)
            .orElseThrow(() -> bad("an input of type inline needs the parameter URL, a data: URL"));
    int comma = url.indexOf(',');
    if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || comma < 0) {
      throw bad(
          "the URL of an inline input must look like data:text/plain;base64,aGVsbG8= and begins with '%s'"
              .formatted(url.substring(0, Math.min(20, url.length()))));
    }
    String header = url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
    String mediaType = header.split(";", -1)[0].strip();
    String body = url.substring(comma + 1);
    return new Data(mediaType, header.endsWith(";base64") ? base64(body) : percentDecoded(body));
  }

  private static byte[] base64(String text) throws StepException {
    byte[] encoded = percentDecoded(text);
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException standard) {
      try {
        return Base64.getUrlDecoder().decode(encoded);
      } catch (IllegalArgumentException e) {
        throw bad("the base64 of the inline data is damaged: " + standard.getMessage());
      }
    }
  }

  private static byte[] percentDecoded(String text) throws StepException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        decoded.write(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw bad("the inline data has a % without two hexadecimal digits after it");
      }
      decoded.write(high * 16 + low);
      i += 2;
    }
    return decoded.toByteArray();
  }

  private static StepException bad(String message) {
    return new StepException(Event.Topic.DOWNLOADING_INPUTS, CODE, false, message);
  }
}
