// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a store found and did when it was opened. It is kept in the store under the key {@code
 * last-start} of the bucket {@code meta}.
 *
 * @param time when it was opened
 * @param durationMillis how long opening took
 * @param found records per state, after removal: jobs of a requester's store, executions of a
 *     compute node's
 * @param removed jobs or executions that the retention did not keep
 * @param bytesBefore length of the file as it was found
 * @param bytesAfter length of the file now
 * @param notes what else was done, or could not be done: upgrade, compaction; may be empty
 */
public record StartReport(
    @JsonProperty("Time") Instant time,
    @JsonProperty("DurationMillis") long durationMillis,
    @JsonProperty("Found") Map<String, Long> found,
    @JsonProperty("Removed") long removed,
    @JsonProperty("BytesBefore") long bytesBefore,
    @JsonProperty("BytesAfter") long bytesAfter,
    @JsonProperty("Notes") String notes) {
  public StartReport {
    found = new LinkedHashMap<>(found);
  }

  /** The same with another note. */
  public StartReport withNote(String note) {
    return changed(draft -> draft.notes = notes.isEmpty() ? note : notes + "; " + note);
  }

  /** The whole of it in one line, for a log. */
  public String summary() {
    String states =
        found.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "found "
        + (states.isEmpty() ? "nothing" : states)
        + "; removed "
        + removed
        + "; file "
        + bytesBefore
        + " -> "
        + bytesAfter
        + " bytes; "
        + durationMillis
        + " ms"
        + (notes.isEmpty() ? "" : "; " + notes);
  }

  private StartReport changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.startReport();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    Instant time;
    long durationMillis;
    Map<String, Long> found;
    long removed;
    long bytesBefore;
    long bytesAfter;
    String notes;

    Draft(StartReport before) {
      this.time = before.time;
      this.durationMillis = before.durationMillis;
      this.found = before.found;
      this.removed = before.removed;
      this.bytesBefore = before.bytesBefore;
      this.bytesAfter = before.bytesAfter;
      this.notes = before.notes;
    }

    StartReport startReport() {
      return new StartReport(time, durationMillis, found, removed, bytesBefore, bytesAfter, notes);
    }
  }
}
