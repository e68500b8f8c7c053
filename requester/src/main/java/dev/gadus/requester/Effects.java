// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation;
import dev.gadus.model.Execution;
import dev.gadus.store.JobWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a transaction did that the requester's memory follows once it is committed. Each run of a
 * transaction's body makes its own, since a body may run more than once.
 */
final class Effects {
  private final List<Evaluation> newEvaluations = new ArrayList<>();
  private final Set<String> settledEvaluations = new HashSet<>();
  private final List<Execution> created = new ArrayList<>();
  private final List<Execution> ended = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param follow gets these effects when the writer's transaction has been committed
   */
  Effects(JobWriter writer, Consumer<Effects> follow) {
    writer.afterCommit(() -> follow.accept(this));
  }

  void evaluate(Evaluation evaluation) {
    newEvaluations.add(evaluation);
  }

  /** True when a new evaluation looks at the job at once. */
  boolean asksToLookAt(String jobId) {
    return newEvaluations.stream()
        .anyMatch(one -> one.jobId().equals(jobId) && one.waitUntil().equals(Instant.EPOCH));
  }

  /** The evaluation is not pending any more. */
  void settled(Evaluation evaluation) {
    settledEvaluations.add(evaluation.id());
  }

  void created(Execution execution) {
    created.add(execution);
  }

  /** The execution is final now. */
  void ended(Execution execution) {
    ended.add(execution);
  }

  /** A line for the operator's log; what users and nodes wrote cannot make it two. */
  void note(String line) {
    notes.add(line.replaceAll("\\p{Cntrl}", " "));
  }

  List<Evaluation> newEvaluations() {
    return newEvaluations;
  }

  Set<String> settledEvaluations() {
    return settledEvaluations;
  }

  List<Execution> created() {
    return created;
  }

  List<Execution> ended() {
    return ended;
  }

  List<String> notes() {
    return notes;
  }
}
