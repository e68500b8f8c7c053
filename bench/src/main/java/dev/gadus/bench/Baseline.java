// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What was measured once, kept in a file to compare later runs with.
 *
 * @param machine system, processors
 * @param jdk the version of the JVM
 * @param date the day, as in 2026-11-28
 * @param commit of the source that was measured
 */
record Baseline(
    String machine, String jdk, String date, String commit, List<Measurement> measurements) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  Baseline {
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(jdk, "jdk");
    Objects.requireNonNull(date, "date");
    Objects.requireNonNull(commit, "commit");
    measurements = List.copyOf(measurements);
    long names = measurements.stream().map(Measurement::name).distinct().count();
    if (names != measurements.size()) {
      throw new IllegalArgumentException(
          "a figure stands twice: figures=%d names=%d".formatted(measurements.size(), names));
    }
  }

  /**
   * Reads one.
   *
   * @throws IOException when there is none; the message is for the user
   */
  static Baseline read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no baseline: file=" + file + "; --save makes one");
    }
    try {
      return MAPPER.readValue(Files.readAllBytes(file), Baseline.class);
    } catch (JsonProcessingException e) {
      throw new IOException("this is no baseline: file=" + file + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Writes it with one measurement to a line, so that two of them can be compared by eye. */
  void write(Path file) throws IOException {
    Files.writeString(file, text(), StandardCharsets.UTF_8);
  }

  private String text() throws JsonProcessingException {
    StringBuilder lines = new StringBuilder();
    for (Measurement one : measurements) {
      lines
          .append(lines.isEmpty() ? "" : ",\n")
          .append("    ")
          .append(MAPPER.writeValueAsString(one));
    }
    return """
    {
      "machine": %s,
      "jdk": %s,
      "date": %s,
      "commit": %s,
      "measurements": [
    %s
      ]
    }
    """
        .formatted(
            MAPPER.writeValueAsString(machine),
            MAPPER.writeValueAsString(jdk),
            MAPPER.writeValueAsString(date),
            MAPPER.writeValueAsString(commit),
            lines);
  }

  /** Where and of what it is, in one line. */
  String origin() {
    return "%s, commit %s, %s, JDK %s".formatted(date, commit, machine, jdk);
  }

  boolean isOfSameMachine(Baseline other) {
    return machine.equals(other.machine) && jdk.equals(other.jdk);
  }

  /** The names of the benchmarks that it has figures of. */
  List<String> benchmarks() {
    return measurements.stream()
        .map(Measurement::benchmark)
        .distinct()
        .collect(Collectors.toUnmodifiableList());
  }
}
