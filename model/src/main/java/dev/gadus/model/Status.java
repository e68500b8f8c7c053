// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A state with what there is to say about it.
 *
 * @param <S> the states
 * @param message for people; empty when the state says it all
 * @param details for programs; keys as in {@link Event}
 */
public record Status<S extends Enum<S>>(
    @JsonProperty("StateType") S state,
    @JsonProperty("Message") @JsonInclude(JsonInclude.Include.NON_EMPTY) String message,
    @JsonProperty("Details") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> details) {
  public Status {
    message = Defaults.text(message);
    details = Defaults.map(details);
  }

  public static <S extends Enum<S>> Status<S> of(S state) {
    return new Status<>(state, "", Map.of());
  }

  public static <S extends Enum<S>> Status<S> of(S state, String message) {
    return new Status<>(state, message, Map.of());
  }
}
