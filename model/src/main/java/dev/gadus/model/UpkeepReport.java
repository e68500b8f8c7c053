// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What the upkeep of a store in use did: retention, and compaction when it was due or asked for.
 * The last that did anything is kept in the store under the key {@code last-upkeep} of the bucket
 * {@code meta}.
 *
 * @param time when it began
 * @param durationMillis how long it took
 * @param removed jobs or executions that the retention did not keep
 * @param compacted whether the file was rewritten without its free space
 * @param bytesBefore length of the file before
 * @param bytesAfter length of the file after it
 * @param notes what could not be done; mostly empty
 */
public record UpkeepReport(
    @JsonProperty("Time") Instant time,
    @JsonProperty("DurationMillis") long durationMillis,
    @JsonProperty("Removed") long removed,
    @JsonProperty("Compacted") boolean compacted,
    @JsonProperty("BytesBefore") long bytesBefore,
    @JsonProperty("BytesAfter") long bytesAfter,
    @JsonProperty("Notes") String notes) {
  public UpkeepReport {
    notes = Defaults.text(notes);
  }

  /** True when there was something to do. */
  public boolean didSomething() {
    return removed > 0 || compacted || !notes.isEmpty();
  }

  /** The whole of it in one line, for a log. */
  public String summary() {
    return "removed "
        + removed
        + (compacted ? "; compacted" : "")
        + "; file "
        + bytesBefore
        + " -> "
        + bytesAfter
        + " bytes; "
        + durationMillis
        + " ms"
        + (notes.isEmpty() ? "" : "; " + notes);
  }
}
