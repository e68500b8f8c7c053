// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gadus.store.imports.ImportNote.Kind;
import dev.gadus.store.imports.ImportNote.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an import did, or would do.
 *
 * @param layout what the file was found to be
 * @param dryRun true when nothing was written
 * @param brought how many records were brought in
 * @param present how many were there already
 * @param notes how many records were skipped or changed, by reason
 * @param lostFields how often fields were met that our records have no place for
 */
public record ImportReport(
    @JsonProperty("Layout") String layout,
    @JsonProperty("DryRun") boolean dryRun,
    @JsonProperty("Brought") Map<Kind, Long> brought,
    @JsonProperty("Present") Map<Kind, Long> present,
    @JsonProperty("Notes") Map<Reason, Map<Kind, Long>> notes,
    @JsonProperty("LostFields") Map<String, Long> lostFields) {

  /** How many records of a kind were brought in. */
  public long brought(Kind kind) {
    return brought.getOrDefault(kind, 0L);
  }

  /** How many records of a kind were there already. */
  public long present(Kind kind) {
    return present.getOrDefault(kind, 0L);
  }

  /** How many records of a kind were skipped or changed for a reason. */
  public long noted(Reason reason, Kind kind) {
    return notes.getOrDefault(reason, Map.of()).getOrDefault(kind, 0L);
  }

  /** Counts while an import goes on. */
  static final class Tally {
    private final ImportListener listener;
    private final Map<Kind, Long> brought = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> present = new EnumMap<>(Kind.class);
    private final Map<Reason, Map<Kind, Long>> notes = new EnumMap<>(Reason.class);
    private final LostFields lost = new LostFields();
    private long read;

    Tally(ImportListener listener) {
      this.listener = listener;
    }

    LostFields lost() {
      return lost;
    }

    void read() {
      read++;
      listener.progress(read);
    }

    void brought(Map<Kind, Long> counts) {
      counts.forEach((kind, count) -> brought.merge(kind, count, Long::sum));
    }

    void present(Kind kind) {
      present.merge(kind, 1L, Long::sum);
    }

    void note(Kind kind, String id, Reason reason, String detail) {
      notes.computeIfAbsent(reason, key -> new EnumMap<>(Kind.class)).merge(kind, 1L, Long::sum);
      listener.noted(new ImportNote(kind, id, reason, detail));
    }

    ImportReport report(String layout, boolean dryRun) {
      return new ImportReport(
          layout,
          dryRun,
          Collections.unmodifiableMap(brought),
          Collections.unmodifiableMap(present),
          Collections.unmodifiableMap(notes),
          Collections.unmodifiableMap(new TreeMap<>(lost.counts())));
    }
  }
}
