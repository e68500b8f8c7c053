// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attempts at one partition of one job version, in the order of creation.
 *
 * <p>What an ended attempt means for the next one:
 *
 * <ul>
 *   <li>A refused offer ({@link ExecutionState#ASK_FOR_BID_REJECTED}) costs nothing: the scheduler
 *       asks another node.
 *   <li>A {@link NodeFault} counts only against {@link #MAX_ATTEMPTS}.
 *   <li>A failure that says that it may pass ({@link Event.Detail#RETRYABLE}) may be repeated
 *       anywhere, up to {@link #MAX_FAILURES} times.
 *   <li>Any other failure belongs to what was run, such as a trap or a memory limit, and would
 *       happen again. It is tried once more, and only on another node, in case the node was to
 *       blame: {@link #MAX_LASTING_FAILURES}.
 *   <li>A crash is one of those, but another node is only preferred: what ran the program came to
 *       its end, which may have been chance, and with a single node the second attempt is there.
 *   <li>A node that went down {@link #MAX_RESTARTS} times while it ran the partition gets it again
 *       only for want of another: it may be the program that takes it down, and with it all that
 *       others run there.
 * </ul>
 */
record Partition(int index, List<Execution> attempts) {
  /** Of failures of any kind: enough to pass over a brief disturbance. */
  static final int MAX_FAILURES = 3;

  /** Of failures that would happen again: two nodes that agree are believed. */
  static final int MAX_LASTING_FAILURES = 2;

  /** Of times that a node goes down with the partition before others are preferred to it. */
  static final int MAX_RESTARTS = 2;

  /** What compute nodes report when the process that ran a program ended before the program. */
  static final String CRASH_CODE = "Engine:Crashed";

  /**
   * Of everything that ended without a result, refused offers aside: a job that takes its nodes
   * down with it must end some time.
   */
  static final int MAX_ATTEMPTS = 10;

  Partition {
    attempts = List.copyOf(attempts);
  }

  boolean isCompleted() {
    return attempts.stream().anyMatch(e -> e.state().state() == ExecutionState.COMPLETED);
  }

  /** The attempts that have not ended; more than one only by a fault of ours. */
  List<Execution> live() {
    return attempts.stream().filter(e -> !e.isFinal()).toList();
  }

  boolean needsExecution() {
    return !isCompleted() && live().isEmpty();
  }

  /** The last attempt, which the next one replaces. */
  Optional<Execution> last() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  /** True when the limits allow no further attempt. */
  boolean isExhausted() {
    return failures().size() >= MAX_FAILURES
        || lastingFailures().size() >= MAX_LASTING_FAILURES
        || endedWithoutResult().size() >= MAX_ATTEMPTS;
  }

  /** The failures of what was run, as opposed to faults of nodes. */
  List<Execution> failures() {
    return attempts.stream().filter(Partition::isFailure).toList();
  }

  /** The failures that would happen again at the same place. */
  List<Execution> lastingFailures() {
    return attempts.stream().filter(e -> isFailure(e) && !isRetryable(e)).toList();
  }

  List<Execution> endedWithoutResult() {
    return attempts.stream()
        .filter(e -> e.state().state().isDiscarded())
        .filter(e -> e.state().state() != ExecutionState.ASK_FOR_BID_REJECTED)
        .toList();
  }

  /** What ended the last attempt that failed, in preference to what its nodes did. */
  String reasonOfFailure() {
    List<Execution> ended = failures().isEmpty() ? endedWithoutResult() : failures();
    if (ended.isEmpty()) {
      return "";
    }
    String last = ended.getLast().state().message();
    return ended.stream().allMatch(Partition::isRestart)
        ? "the node that ran it went down each time, the last time: " + last
        : last;
  }

  /** True when a node failed this partition in a way that would happen again there. */
  boolean isRuledOut(String nodeId) {
    return rulingOut().anyMatch(e -> e.nodeId().equals(nodeId));
  }

  /** True when there are nodes on which another attempt would fail as well. */
  boolean rulesOutNodes() {
    return rulingOut().findAny().isPresent();
  }

  private Stream<Execution> rulingOut() {
    return lastingFailures().stream().filter(e -> !isCrash(e));
  }

  /** True when the partition should run on the node only if there is no other for it. */
  boolean isLastResort(String nodeId) {
    List<Execution> there = attempts.stream().filter(e -> e.nodeId().equals(nodeId)).toList();
    return there.stream().anyMatch(Partition::isCrash)
        || there.stream().filter(Partition::isRestart).count() >= MAX_RESTARTS;
  }

  /** True when a node refused the offer and has not come back since, perhaps changed. */
  static boolean isRefusal(Execution execution, Instant connectedSince) {
    return execution.state().state() == ExecutionState.ASK_FOR_BID_REJECTED
        && !Times.instant(execution.modifyTime()).isBefore(connectedSince);
  }

  static boolean isFailure(Execution execution) {
    return execution.state().state() == ExecutionState.FAILED && NodeFault.of(execution).isEmpty();
  }

  private static boolean isCrash(Execution execution) {
    return isFailure(execution)
        && CRASH_CODE.equals(execution.state().details().get(Event.Detail.ERROR_CODE));
  }

  private static boolean isRestart(Execution execution) {
    return NodeFault.of(execution).filter(fault -> fault == NodeFault.RESTARTED).isPresent();
  }

  private static boolean isRetryable(Execution execution) {
    return "true".equals(execution.state().details().get(Event.Detail.RETRYABLE));
  }
}
