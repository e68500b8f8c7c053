// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What the requester knows of a node.
 *
 * @param membership {@code PENDING}, {@code APPROVED} or {@code REJECTED}
 */
public record NodeState(
    @JsonProperty("Info") NodeInfo info,
    @JsonProperty("Membership") String membership,
    @JsonProperty("Connection") String connection,
    @JsonProperty("ConnectionState") ConnectionState connectionState) {
  public static final String APPROVED = "APPROVED";
  public static final String CONNECTED = "CONNECTED";
  public static final String DISCONNECTED = "DISCONNECTED";

  /** How the API writes "never". */
  public static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  /** Whether a node is heard of. */
  public record ConnectionState(
      @JsonProperty("Status") String status,
      @JsonProperty("LastHeartbeat") Instant lastHeartbeat,
      @JsonProperty("ConnectedSince") Instant connectedSince,
      @JsonProperty("DisconnectedSince") Instant disconnectedSince) {}

  public boolean isConnected() {
    return connectionState.status().equals(CONNECTED);
  }
}
