// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.NodeState;
import dev.gadus.model.UnreachableException;
import dev.gadus.model.WaitingExecution;
import dev.gadus.requester.Requester;
import dev.gadus.transport.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says of what waits for room on compute nodes that it does, and for what. The nodes are asked when
 * somebody looks, so that waiting costs no write and what is said is true at that moment.
 */
record WaitingRooms(Requester requester, Transport transport) {

  /** The executions, where those that wait have what they wait for as their state's message. */
  List<Execution> shownExecutions(List<Execution> executions) {
    Map<String, Set<String>> jobsByNode =
        executions.stream()
            .filter(WaitingRooms::mayWait)
            .collect(
                Collectors.groupingBy(
                    Execution::nodeId, Collectors.mapping(Execution::jobId, Collectors.toSet())));
    if (jobsByNode.isEmpty()) {
      return executions;
    }
    Map<String, String> reasons = new HashMap<>();
    jobsByNode.forEach((node, jobs) ->
        waiting(node, jobs).forEach(one -> reasons.put(one.executionId(), one.reason())));
    return executions.stream()
        .map(execution ->
            mayWait(execution) && reasons.containsKey(execution.id())
                ? execution.withMessage(reasons.getOrDefault(execution.id(), ""))
                : execution)
        .toList();
  }

  private static boolean mayWait(Execution execution) {
    return execution.state().state() == ExecutionState.BID_ACCEPTED;
  }

  /** The jobs, where those with waiting executions say how many and for what in their message. */
  List<Job> shownJobs(List<Job> jobs) {
    Set<String> ids =
        jobs.stream().filter(WaitingRooms::mayHaveWaiting).map(Job::id).collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return jobs;
    }
    Map<String, Integer> counts = new HashMap<>();
    Map<String, String> reasons = new HashMap<>();
    for (NodeState node : requester.nodes()) {
      if (node.isConnected() && node.info().computeNodeInfo().isPresent()) {
        for (WaitingExecution one : waiting(node.info().nodeId(), ids)) {
          counts.merge(one.jobId(), 1, Integer::sum);
          reasons.putIfAbsent(one.jobId(), one.reason());
        }
      }
    }
    return jobs.stream()
        .map(job ->
            mayHaveWaiting(job) && counts.containsKey(job.id())
                ? job.withMessage(
                    message(
                        job, counts.getOrDefault(job.id(), 0), reasons.getOrDefault(job.id(), "")))
                : job)
        .toList();
  }

  private static boolean mayHaveWaiting(Job job) {
    return job.state().state() == JobState.RUNNING;
  }

  private static String message(Job job, int count, String reason) {
    return count == 1 && job.count() == 1
        ? reason
        : "%d of its executions wait, the first %s".formatted(count, reason);
  }

  private List<WaitingExecution> waiting(String nodeId, Set<String> jobIds) {
    try {
      return transport.waiting(nodeId, jobIds);
    } catch (UnreachableException _) {
      // A node that is away says nothing; its state is shown by the list of nodes.
      return List.of();
    }
  }
}
