// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.GadusException;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import java.io.Serial;

/** A request that does not fit the job as it is; nothing has changed. */
public abstract sealed class RequesterException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private RequesterException(String text, String hint) {
    super(text, hint, null);
  }

  /** The job is stored already just as it was submitted. */
  public static final class Unchanged extends RequesterException {
    @Serial private static final long serialVersionUID = 1L;

    Unchanged(Job stored) {
      super(
          "no changes detected: job %s (%s in namespace %s) is stored as submitted, version=%d"
              .formatted(stored.id(), stored.name(), stored.namespace(), stored.version()),
          "use --force to run it again as a new version");
    }
  }

  /** A job of that name has another type. */
  public static final class TypeDiffers extends RequesterException {
    @Serial private static final long serialVersionUID = 1L;

    TypeDiffers(Job stored, JobType submitted) {
      super(
          "job %s in namespace %s has type %s, and a job's type cannot change: submitted=%s"
              .formatted(stored.name(), stored.namespace(), stored.type().text(), submitted.text()),
          "give the new job another name");
    }
  }

  /** A job has no version of that number. */
  public static final class NoSuchVersion extends RequesterException {
    @Serial private static final long serialVersionUID = 1L;

    NoSuchVersion(Job job, long version) {
      super(
          "job version %d not found for job %s".formatted(version, job.id()),
          "the job has the versions 1 to " + job.version());
    }
  }

  /** The job's state does not allow what was asked. */
  public static final class WrongState extends RequesterException {
    @Serial private static final long serialVersionUID = 1L;
    private final JobState state;

    WrongState(String action, Job job) {
      super(
          "cannot %s job %s in state %s".formatted(action, job.id(), job.state().state().text()),
          job.isFinal()
              ? "the job has ended; run it again to get it running"
              : "wait until the job runs or has ended");
      this.state = job.state().state();
    }

    public JobState state() {
      return state;
    }
  }
}
