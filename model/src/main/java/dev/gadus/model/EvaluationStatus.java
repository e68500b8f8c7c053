// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What became of an evaluation. */
public enum EvaluationStatus {
  /** Waits for a scheduler, at once or from its time on. */
  PENDING("pending"),
  /** Its plan was applied. */
  COMPLETE("complete"),
  /** It could not be decided; the comment says why. */
  FAILED("failed"),
  /** Another evaluation of the same job made it needless. */
  CANCELED("canceled");

  private final String text;

  EvaluationStatus(String text) {
    this.text = text;
  }

  @JsonValue
  public String text() {
    return text;
  }

  @JsonCreator
  static EvaluationStatus of(String text) {
    return Arrays.stream(values())
        .filter(status -> status.text.equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown evaluation status '" + text + "'"));
  }

  /** The legal changes. */
  public static final StateTable<EvaluationStatus> TABLE =
      StateTable.of(EvaluationStatus.class).allow(PENDING, COMPLETE, FAILED, CANCELED).build();
}
