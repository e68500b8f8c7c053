// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A message on its way.
 *
 * @param from the sender's node id
 * @param fromStore the id of the sender's database: a sender that lost its database counts anew,
 *     and a receiver must not take its new messages for old ones
 * @param to the receiver's node id
 * @param sequence from 1, without gaps, per sender database, receiver and direction
 * @param time when it was written
 */
public record Envelope(
    @JsonProperty("From") String from,
    @JsonProperty("FromStore") String fromStore,
    @JsonProperty("To") String to,
    @JsonProperty("Sequence") long sequence,
    @JsonProperty("Time") Instant time,
    @JsonProperty("Message") Message message) {}
