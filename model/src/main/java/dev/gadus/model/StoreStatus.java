// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What a node says of one of its stores.
 *
 * @param role {@code requester} or {@code compute}
 * @param lastStart what was found and done when it was opened
 * @param lastUpkeep what was removed or compacted since; absent when that was nothing
 */
public record StoreStatus(
    @JsonProperty("Role") String role,
    @JsonProperty("LastStart") StartReport lastStart,
    @JsonProperty("LastUpkeep") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Optional<UpkeepReport> lastUpkeep) {
  public StoreStatus {
    lastUpkeep = Defaults.or(lastUpkeep, Optional.empty());
  }
}
