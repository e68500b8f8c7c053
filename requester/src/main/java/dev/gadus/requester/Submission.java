// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Job;
import java.util.List;
import java.util.Map;

/**
 * A job as a client hands it in.
 *
 * @param force true to make a new version of a stored job even when nothing differs
 * @param clientMeta what the server notes about the client: keys under {@link #RESERVED_META}
 */
public record Submission(Job job, boolean force, Map<String, String> clientMeta) {
  /** Keys of a job's meta that begin so are the server's, and are not taken from a client's job. */
  public static final String RESERVED_META = "bacalhau.org/";

  public Submission {
    clientMeta = Map.copyOf(clientMeta);
  }

  public static Submission of(Job job) {
    return new Submission(job, false, Map.of());
  }

  public Submission forced() {
    return new Submission(job, true, clientMeta);
  }

  /**
   * What became of it.
   *
   * @param version 1 for a new job
   * @param warnings what was changed in the job, a sentence each
   */
  public record Receipt(String jobId, long version, String evaluationId, List<String> warnings) {
    public Receipt {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What it would change of the stored job.
   *
   * @param differences a line each; none when it asks for the same
   * @param warnings what would be changed in the job, a sentence each
   */
  public record Comparison(List<String> differences, List<String> warnings) {
    public Comparison {
      differences = List.copyOf(differences);
      warnings = List.copyOf(warnings);
    }
  }
}
