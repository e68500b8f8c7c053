// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The JSON of Gadus: what is stored, sent and shown. Reading takes keys in any case and ignores
 * unknown ones, as the API's clients expect; writing uses the API's spelling.
 */
public final class Json {
  /** Deep enough for any job; a bound keeps hostile input from exhausting the stack. */
  public static final int MAX_DEPTH = 100;

  private static final JsonMapper MAPPER = newMapper();

  private static final JsonMapper STRICT_MAPPER =
      MAPPER.rebuild().defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)).build();

  private Json() {}

  private static JsonMapper newMapper() {
    return JsonMapper.builder(
            com.fasterxml.jackson.core.JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                .build())
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
        // What is written is what the records' components say, and nothing that is computed.
        .disable(MapperFeature.AUTO_DETECT_GETTERS)
        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP))
        .build();
  }

  /** The shared mapper, for trees and streams. Callers do not change its configuration. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * The same for what users send: null in a list or as a value in a map is refused, where the other
   * one leaves it out. Null for a field, or a parameter in a {@link SpecConfig}, means that it is
   * absent for both.
   */
  public static JsonMapper strictMapper() {
    return STRICT_MAPPER;
  }

  /** The JSON of a record as UTF-8 bytes. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName() + " as JSON", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UncheckedIOException when the bytes are not the JSON of a {@code type}
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a " + type.getSimpleName() + " from JSON", e);
    }
  }
}
