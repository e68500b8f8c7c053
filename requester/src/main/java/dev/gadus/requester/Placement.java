// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.NodeInfo.ComputeNodeInfo;
import dev.gadus.model.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses nodes for the executions of one job. A node that cannot run it is left out with the
 * reason; of the others the best is, in this order, one that is not a last resort for the
 * partition, the one that failed this job least often, that fulfils most of its wishes, and that
 * would be least loaded. Among equals a mix of the ids decides, so that jobs spread over equal
 * nodes and the same question always has the same answer.
 *
 * <p>A node that is busy is suitable: it queues what it cannot start at once.
 */
final class Placement {
  /** Reasons shown to a user; a longer list is not read. */
  static final int MAX_REASONS = 20;

  private final Job job;
  private final Resources request;
  private final List<Candidate> candidates = new ArrayList<>();
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private int available;

  /**
   * @param executions this job version's executions until now
   */
  Placement(Job job, Collection<KnownNode> nodes, Collection<Execution> executions) {
    this.job = job;
    NodeRequirements requirements = NodeRequirements.of(job);
    this.request = requirements.resources();
    Map<String, List<Execution>> byNode =
        executions.stream().collect(Collectors.groupingBy(Execution::nodeId));
    for (KnownNode node : nodes) {
      if (!node.runsExecutions()) {
        continue;
      }
      available += node.state().isConnected() ? 1 : 0;
      List<Execution> there = byNode.getOrDefault(node.id(), List.of());
      requirements
          .unmetBy(node)
          .or(() -> refusal(node, there))
          .ifPresentOrElse(
              reason -> reasons.put(node.id(), reason),
              () -> candidates.add(candidate(node, requirements, there)));
    }
  }

  /** A node that could run it, with what makes it better or worse than another. */
  private static final class Candidate {
    final KnownNode node;
    final ComputeNodeInfo info;
    final long failures;
    final int preferencesMet;
    Resources used;

    Candidate(KnownNode node, long failures, int preferencesMet) {
      this.node = node;
      this.info = node.state().info().computeNodeInfo().orElseThrow();
      this.failures = failures;
      this.preferencesMet = preferencesMet;
      Resources reported =
          info.maxCapacity().minus(info.availableCapacity()).plus(info.queueCapacity());
      this.used = larger(node.committed(), reported);
    }
  }

  private static Candidate candidate(
      KnownNode node, NodeRequirements requirements, List<Execution> there) {
    long failures =
        there.stream().filter(e -> Partition.isFailure(e) || NodeFault.of(e).isPresent()).count();
    return new Candidate(node, failures, requirements.preferencesMetBy(node));
  }

  private static Optional<String> refusal(KnownNode node, List<Execution> there) {
    return node.connectedSince()
        .flatMap(since -> there.stream().filter(e -> Partition.isRefusal(e, since)).findFirst())
        .map(execution -> "refused the job: " + execution.state().message());
  }

  /** The best node for the partition, which from now on counts as loaded with it. */
  Optional<KnownNode> choose(Partition partition) {
    Optional<Candidate> best =
        candidates.stream()
            .filter(candidate -> !partition.isRuledOut(candidate.node.id()))
            .min(
                Comparator.comparing((Candidate c) -> partition.isLastResort(c.node.id()))
                    .thenComparingLong(c -> c.failures)
                    .thenComparing(c -> c.preferencesMet, Comparator.reverseOrder())
                    .thenComparingDouble(this::loadWithRequest)
                    .thenComparingInt(this::mixed)
                    .thenComparing(c -> c.node.id()));
    best.ifPresent(candidate -> candidate.used = candidate.used.plus(request));
    return best.map(candidate -> candidate.node);
  }

  /** All nodes that could run the job, in the order of the snapshot. */
  List<KnownNode> candidates() {
    return candidates.stream().map(candidate -> candidate.node).toList();
  }

  int available() {
    return available;
  }

  /** Why there is no node for {@code requested} executions, with a line for each node. */
  String notEnoughNodes(int requested) {
    String summary =
        "not enough nodes: requested %d, available %d, suitable %d"
            .formatted(requested, available, candidates.size());
    String lines =
        reasons.entrySet().stream()
            .limit(MAX_REASONS)
            .map(entry -> "\n- node %s %s".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    int more = reasons.size() - MAX_REASONS;
    return summary + lines + (more > 0 ? "\n- and %d more".formatted(more) : "");
  }

  /** The numbers of {@link #notEnoughNodes} for programs. */
  Map<String, String> notEnoughNodesDetails(int requested) {
    return Map.of(
        Event.Detail.NODES_REQUESTED, Integer.toString(requested),
        Event.Detail.NODES_AVAILABLE, Integer.toString(available),
        Event.Detail.NODES_SUITABLE, Integer.toString(candidates.size()));
  }

  /**
   * The share of the node that would be taken, of the kind of resource that is scarcest there;
   * above 1 when work waits.
   */
  private double loadWithRequest(Candidate candidate) {
    Resources max = candidate.info.maxCapacity();
    Resources taken = candidate.used.plus(request);
    boolean any = request.equals(Resources.NONE);
    double load = 0;
    if (any || request.cpu() > 0) {
      load = Math.max(load, share(taken.cpu(), max.cpu()));
    }
    if (any || request.memoryBytes() > 0) {
      load = Math.max(load, share(taken.memoryBytes(), max.memoryBytes()));
    }
    if (any || request.diskBytes() > 0) {
      load = Math.max(load, share(taken.diskBytes(), max.diskBytes()));
    }
    if (any || request.gpu() > 0) {
      load = Math.max(load, share(taken.gpu(), max.gpu()));
    }
    return load;
  }

  private static double share(long taken, long max) {
    return share((double) taken, (double) max);
  }

  private static double share(double taken, double max) {
    return max > 0 ? taken / max : taken;
  }

  private static Resources larger(Resources a, Resources b) {
    return new Resources(
        Math.max(a.cpu(), b.cpu()),
        Math.max(a.memoryBytes(), b.memoryBytes()),
        Math.max(a.diskBytes(), b.diskBytes()),
        Math.max(a.gpu(), b.gpu()));
  }

  /** Hash codes of similar ids are neighbours; multiplying and turning the bits spreads them. */
  private int mixed(Candidate candidate) {
    int odd = 0x9E3779B9;
    return Integer.reverse((job.id().hashCode() * 31 + candidate.node.id().hashCode()) * odd);
  }
}
