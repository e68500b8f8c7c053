// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How often and where a job runs. */
public enum JobType {
  /** {@code Count} partitions, each until it completed once. */
  BATCH("batch"),
  /** Once on every node that matches now. */
  OPS("ops"),
  /** {@code Count} partitions, kept running until stopped. */
  SERVICE("service"),
  /** On every node that matches, also on those that join later, until stopped. */
  DAEMON("daemon");

  private final String text;

  JobType(String text) {
    this.text = text;
  }

  /** The word used in job files and in the API. */
  @JsonValue
  public String text() {
    return text;
  }

  /** True for a type whose work comes to an end by itself; the others go on until stopped. */
  public boolean endsByItself() {
    return switch (this) {
      case BATCH, OPS -> true;
      case SERVICE, DAEMON -> false;
    };
  }

  /** The type spelled {@code text} in any case, if there is one. */
  public static Optional<JobType> find(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(type -> type.text.equals(wanted)).findFirst();
  }

  @JsonCreator
  static JobType of(String text) {
    return find(text)
        .orElseThrow(
            () -> new IllegalArgumentException("job type '" + text + "' is none of " + allowed()));
  }

  /** All words, for messages. */
  public static String allowed() {
    return Arrays.stream(values()).map(JobType::text).collect(Collectors.joining(", "));
  }
}
