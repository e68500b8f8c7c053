// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What a client shows to a node that asks who it is.
 *
 * @param header the value of the {@code Authorization} header
 */
public record Credentials(String header) {
  /**
   * Those of the environment: {@code BACALHAU_API_KEY}, else {@code BACALHAU_API_USERNAME} with
   * {@code BACALHAU_API_PASSWORD}.
   *
   * @throws IllegalArgumentException when only one of name and password is set
   */
  public static Optional<Credentials> ofEnvironment(Map<String, String> environment) {
    String key = environment.getOrDefault("BACALHAU_API_KEY", "");
    if (!key.isEmpty()) {
      return Optional.of(new Credentials("Bearer " + key));
    }
    String name = environment.getOrDefault("BACALHAU_API_USERNAME", "");
    String password = environment.getOrDefault("BACALHAU_API_PASSWORD", "");
    if (name.isEmpty() != password.isEmpty()) {
      throw new IllegalArgumentException(
          "BACALHAU_API_USERNAME and BACALHAU_API_PASSWORD go together, and only %s is set"
              .formatted(name.isEmpty() ? "the password" : "the name"));
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String both = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    return Optional.of(new Credentials("Basic " + both));
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "Credentials[********]";
  }
}
