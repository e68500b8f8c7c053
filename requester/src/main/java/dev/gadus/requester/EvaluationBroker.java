// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pending evaluations in memory: which job is to be looked at now, and which later. The store
 * has them too; what is lost here is found there at the next start. All due evaluations of a job
 * are handed out together, since one look serves them all, and a job is handed out to one worker at
 * a time. Thread-safe.
 */
final class EvaluationBroker {
  private final Map<String, Entry> jobs = new HashMap<>();
  private final Deque<String> ready = new ArrayDeque<>();
  private final TreeSet<DelayedEvaluation> waiting =
      new TreeSet<>(
          Comparator.comparing(DelayedEvaluation::until)
              .thenComparing(one -> one.evaluation().id()));
  private boolean closed;

  /** What is known of one job. */
  private static final class Entry {
    final List<Evaluation> due = new ArrayList<>();
    final Map<String, DelayedEvaluation> later = new HashMap<>();
    boolean inFlight;
    int failures;

    boolean isEmpty() {
      return due.isEmpty() && later.isEmpty() && !inFlight;
    }
  }

  private record DelayedEvaluation(Instant until, Evaluation evaluation) {}

  /**
   * A job to look at.
   *
   * @param due what asks for it, at least one
   * @param later the job's other pending evaluations
   * @param failures how often in a row the look failed
   */
  record Work(String jobId, List<Evaluation> due, List<Evaluation> later, int failures) {
    Work {
      due = List.copyOf(due);
      later = List.copyOf(later);
    }

    /** True when another pending evaluation looks for that reason, not later than that. */
    boolean isAwaited(Evaluation.Trigger trigger, Instant time) {
      return later.stream().anyMatch(evaluation -> covers(evaluation, trigger, time));
    }
  }

  synchronized void add(Collection<Evaluation> evaluations, Instant now) {
    for (Evaluation evaluation : evaluations) {
      Entry entry = entry(evaluation.jobId());
      if (evaluation.waitUntil().isAfter(now)) {
        later(entry, evaluation, evaluation.waitUntil());
      } else {
        due(entry, evaluation);
      }
    }
  }

  private static boolean covers(Evaluation evaluation, Evaluation.Trigger trigger, Instant time) {
    return evaluation.triggeredBy() == trigger && !evaluation.waitUntil().isAfter(time);
  }

  /** True when an evaluation waits that looks at the job for that reason, not later than that. */
  synchronized boolean isAwaited(String jobId, Evaluation.Trigger trigger, Instant time) {
    Entry entry = jobs.get(jobId);
    return entry != null
        && entry.later.values().stream().anyMatch(one -> covers(one.evaluation(), trigger, time));
  }

  /** Makes due what was to wait until now. */
  synchronized void advance(Instant now) {
    while (!waiting.isEmpty() && !waiting.first().until().isAfter(now)) {
      makeDue(waiting.first());
    }
  }

  /** Makes due what waits for this reason, whatever its time. */
  synchronized void wake(Evaluation.Trigger trigger) {
    List<DelayedEvaluation> woken =
        waiting.stream().filter(one -> one.evaluation().triggeredBy() == trigger).toList();
    woken.forEach(this::makeDue);
  }

  private void makeDue(DelayedEvaluation one) {
    Entry entry = entry(one.evaluation().jobId());
    waiting.remove(one);
    entry.later.remove(one.evaluation().id());
    due(entry, one.evaluation());
  }

  private void due(Entry entry, Evaluation evaluation) {
    if (entry.due.isEmpty() && !entry.inFlight) {
      ready.add(evaluation.jobId());
      notifyAll();
    }
    entry.due.add(evaluation);
  }

  private void later(Entry entry, Evaluation evaluation, Instant until) {
    DelayedEvaluation one = new DelayedEvaluation(until, evaluation);
    entry.later.put(evaluation.id(), one);
    waiting.add(one);
  }

  private Entry entry(String jobId) {
    return jobs.computeIfAbsent(jobId, id -> new Entry());
  }

  /** Waits for work; empty when the broker is closed. */
  synchronized Optional<Work> take() throws InterruptedException {
    while (ready.isEmpty() && !closed) {
      wait();
    }
    return closed ? Optional.empty() : poll();
  }

  /** Work that is there now. */
  synchronized Optional<Work> poll() {
    String jobId = ready.poll();
    if (jobId == null) {
      return Optional.empty();
    }
    Entry entry = entry(jobId);
    entry.inFlight = true;
    List<Evaluation> due = List.copyOf(entry.due);
    entry.due.clear();
    return Optional.of(
        new Work(
            jobId,
            due,
            entry.later.values().stream().map(DelayedEvaluation::evaluation).toList(),
            entry.failures));
  }

  synchronized boolean isWorkDue() {
    return !ready.isEmpty();
  }

  /** The work was done, and these evaluations are not pending any more. */
  synchronized void done(Work work, Set<String> settled) {
    Entry entry = entry(work.jobId());
    entry.failures = 0;
    Iterator<DelayedEvaluation> iterator = entry.later.values().iterator();
    while (iterator.hasNext()) {
      DelayedEvaluation one = iterator.next();
      if (settled.contains(one.evaluation().id())) {
        iterator.remove();
        waiting.remove(one);
      }
    }
    release(work.jobId(), entry);
  }

  /** The work failed, and is tried again at that time, or when something else asks before. */
  synchronized void failed(Work work, Instant retry) {
    entry(work.jobId()).failures++;
    postponed(work, retry);
  }

  /** The work could not be done for no fault of its own, and is tried again at that time. */
  synchronized void postponed(Work work, Instant retry) {
    Entry entry = entry(work.jobId());
    work.due().forEach(evaluation -> later(entry, evaluation, retry));
    release(work.jobId(), entry);
  }

  private void release(String jobId, Entry entry) {
    entry.inFlight = false;
    if (!entry.due.isEmpty()) {
      ready.add(jobId);
      notifyAll();
    } else if (entry.isEmpty()) {
      jobs.remove(jobId);
    }
  }

  /** When the next evaluation becomes due that waits for its time. */
  synchronized Optional<Instant> nextTime() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first().until());
  }

  /** How many jobs have a pending evaluation. */
  synchronized int size() {
    return jobs.size();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
