// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a task may reach over the network.
 *
 * @param type one of {@link #TYPES}, in any case; {@code Default} when absent
 * @param domains host names, with type {@code HTTP} alone
 * @param ports port mappings as they were submitted; no engine here uses them yet
 */
public record NetworkConfig(
    @JsonProperty("Type") String type,
    @JsonProperty("Domains") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> domains,
    @JsonProperty("Ports") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Map<String, Object>> ports) {
  /** The words for {@code type}, in the spelling of the API. */
  public static final List<String> TYPES =
      List.of("Default", "None", "Host", "Full", "HTTP", "Bridge");

  public static final NetworkConfig DEFAULT = new NetworkConfig("Default", List.of(), List.of());

  public NetworkConfig {
    String given = Defaults.text(type).strip();
    type = given.isEmpty() ? "Default" : canonical(given).orElse(given);
    domains = Defaults.list(domains);
    ports = Defaults.list(ports);
  }

  static Optional<String> canonical(String given) {
    return TYPES.stream().filter(known -> known.equalsIgnoreCase(given)).findFirst();
  }
}
