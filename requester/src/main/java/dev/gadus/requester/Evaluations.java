// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.store.JobWriter;
import java.time.Instant;

/** Makes evaluations. */
final class Evaluations {
  private final IdSource ids;

  Evaluations(IdSource ids) {
    this.ids = ids;
  }

  /** Stores a request to look at the job, at once. */
  Evaluation now(JobWriter writer, Effects effects, Job job, Evaluation.Trigger why, Instant now) {
    return at(writer, effects, job, why, Instant.EPOCH, now);
  }

  /** Stores a request to look at the job, not before {@code waitUntil}. */
  Evaluation at(
      JobWriter writer,
      Effects effects,
      Job job,
      Evaluation.Trigger why,
      Instant waitUntil,
      Instant now) {
    long nanos = Times.nanos(now);
    Evaluation evaluation =
        new Evaluation(
            ids.next(IdSource.EVALUATION),
            job.namespace(),
            job.id(),
            why,
            job.priority(),
            job.type(),
            EvaluationStatus.PENDING,
            "",
            waitUntil,
            nanos,
            nanos);
    writer.putEvaluation(evaluation);
    effects.evaluate(evaluation);
    return evaluation;
  }
}
