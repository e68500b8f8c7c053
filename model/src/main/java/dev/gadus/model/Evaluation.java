// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A durable request to look at a job again and decide.
 *
 * @param id {@code v-} and a UUID
 * @param type the job's type
 * @param triggeredBy why
 * @param waitUntil not before this time; {@link Instant#EPOCH} for at once
 * @param comment what became of it
 * @param createTime Unix nanoseconds
 * @param modifyTime Unix nanoseconds
 */
public record Evaluation(
    @JsonProperty("ID") String id,
    @JsonProperty("Namespace") String namespace,
    @JsonProperty("JobID") String jobId,
    @JsonProperty("TriggeredBy") Trigger triggeredBy,
    @JsonProperty("Priority") int priority,
    @JsonProperty("Type") JobType type,
    @JsonProperty("Status") EvaluationStatus status,
    @JsonProperty("Comment") String comment,
    @JsonProperty("WaitUntil") Instant waitUntil,
    @JsonProperty("CreateTime") long createTime,
    @JsonProperty("ModifyTime") long modifyTime) {
  public Evaluation {
    comment = Defaults.text(comment);
    waitUntil = Defaults.or(waitUntil, Instant.EPOCH);
  }

  /** Why a job is to be looked at. */
  public enum Trigger {
    JOB_REGISTER("job-register"),
    JOB_CANCEL("job-cancel"),
    JOB_RERUN("job-rerun"),
    JOB_UPDATE("job-update"),
    JOB_QUEUE("job-queue"),
    JOB_TIMEOUT("job-timeout"),
    EXECUTION_FAILURE("exec-failure"),
    EXECUTION_UPDATE("exec-update"),
    EXECUTION_TIMEOUT("exec-timeout"),
    EXECUTION_LIMIT("exec-limit"),
    NODE_JOIN("node-join"),
    NODE_LEAVE("node-leave");

    private final String text;

    Trigger(String text) {
      this.text = text;
    }

    @JsonValue
    public String text() {
      return text;
    }

    @JsonCreator
    static Trigger of(String text) {
      return Arrays.stream(values())
          .filter(trigger -> trigger.text.equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("unknown trigger '" + text + "'"));
    }
  }

  public Evaluation withStatus(EvaluationStatus changed, String why, long timeNanos) {
    return changed(draft -> {
      draft.status = changed;
      draft.comment = why;
      draft.modifyTime = timeNanos;
    });
  }

  private Evaluation changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.evaluation();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    String id;
    String namespace;
    String jobId;
    Trigger triggeredBy;
    int priority;
    JobType type;
    EvaluationStatus status;
    String comment;
    Instant waitUntil;
    long createTime;
    long modifyTime;

    Draft(Evaluation before) {
      this.id = before.id;
      this.namespace = before.namespace;
      this.jobId = before.jobId;
      this.triggeredBy = before.triggeredBy;
      this.priority = before.priority;
      this.type = before.type;
      this.status = before.status;
      this.comment = before.comment;
      this.waitUntil = before.waitUntil;
      this.createTime = before.createTime;
      this.modifyTime = before.modifyTime;
    }

    Evaluation evaluation() {
      return new Evaluation(
          id,
          namespace,
          jobId,
          triggeredBy,
          priority,
          type,
          status,
          comment,
          waitUntil,
          createTime,
          modifyTime);
    }
  }
}
