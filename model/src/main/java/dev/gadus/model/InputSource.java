// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Data that a task reads.
 *
 * @param source where it comes from
 * @param alias a short name for it; may be empty
 * @param target the absolute path at which the program sees it
 */
public record InputSource(
    @JsonProperty("Source") SpecConfig source,
    @JsonProperty("Alias") @JsonInclude(JsonInclude.Include.NON_EMPTY) String alias,
    @JsonProperty("Target") String target) {
  public InputSource {
    source = Defaults.or(source, SpecConfig.NONE);
    alias = Defaults.text(alias);
    target = Defaults.text(target);
  }
}
