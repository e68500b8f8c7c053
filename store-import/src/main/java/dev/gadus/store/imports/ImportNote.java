// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Something about one record of an imported file.
 *
 * @param kind what record it is
 * @param id its id, or its key where it has no id
 * @param detail what exactly was found; may be empty
 */
public record ImportNote(
    @JsonProperty("Kind") Kind kind,
    @JsonProperty("ID") String id,
    @JsonProperty("Reason") Reason reason,
    @JsonProperty("Detail") @JsonInclude(JsonInclude.Include.NON_EMPTY) String detail) {

  /** The records of a file. */
  public enum Kind {
    JOB("job"),
    VERSION("version"),
    EXECUTION("execution"),
    EVALUATION("evaluation"),
    HISTORY("history row");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @JsonValue
    public String text() {
      return text;
    }
  }

  /** Why a record was not brought in, or what was changed in it. */
  public enum Reason {
    NOT_FINAL("has not ended"),
    OF_SKIPPED("belongs to a record that was skipped"),
    UNREADABLE("cannot be read"),
    UNUSABLE_ID("has an id that cannot be used as a key"),
    OTHER_CONTENT("is in the node's database with other content, which stays"),
    NO_JOB("does not hold the job that it is of"),
    DECIDES_NOTHING("is about an ended job, where there is nothing to decide"),
    RENAMED("was brought in under another name, since a job of its namespace has its name");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    @JsonValue
    public String text() {
      return text;
    }

    /** False for what was brought in nevertheless. */
    public boolean isSkip() {
      return this != RENAMED;
    }
  }
}
