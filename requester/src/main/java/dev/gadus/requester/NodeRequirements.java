// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Constraint;
import dev.gadus.model.Job;
import dev.gadus.model.NodeInfo.ComputeNodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.Resources;
import dev.gadus.model.Task;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a job asks of a node. */
record NodeRequirements(
    String engine,
    String publisher,
    List<String> inputSources,
    List<Constraint> constraints,
    List<Constraint> preferences,
    Resources resources) {

  /** A constraint on a key with this prefix is a wish on the label without it. */
  private static final String PREFERENCE_PREFIX = "favour_";

  static NodeRequirements of(Job job) {
    Task task = job.task();
    return new NodeRequirements(
        task.engine().type(),
        task.publisher().type(),
        task.inputSources().stream().map(input -> input.source().type()).distinct().toList(),
        job.constraints().stream().filter(c -> !isPreference(c)).toList(),
        job.constraints().stream()
            .filter(NodeRequirements::isPreference)
            .map(NodeRequirements::withoutPrefix)
            .toList(),
        Resources.parse(task.resources()));
  }

  /** Why the node cannot run the job, for people; empty when it can. */
  Optional<String> unmetBy(KnownNode known) {
    NodeState state = known.state();
    if (!state.membership().equals(NodeState.APPROVED)) {
      return Optional.of("is not approved: its membership is " + state.membership());
    }
    if (!state.isConnected()) {
      return Optional.of("is not connected since " + state.connectionState().disconnectedSince());
    }
    ComputeNodeInfo info = state.info().computeNodeInfo().orElseThrow();
    if (!holds(info.executionEngines(), engine)) {
      return Optional.of(
          "does not support the engine %s; it supports %s"
              .formatted(engine, listed(info.executionEngines())));
    }
    if (!publisher.isEmpty() && !holds(info.publishers(), publisher)) {
      return Optional.of(
          "does not support the publisher %s; it supports %s"
              .formatted(publisher, listed(info.publishers())));
    }
    for (String source : inputSources) {
      if (!holds(info.storageSources(), source)) {
        return Optional.of(
            "does not support the input source %s; it supports %s"
                .formatted(source, listed(info.storageSources())));
      }
    }
    return unmetConstraint(state.info().labels())
        .or(() -> unmetCapacity(info.maxJobRequirements()));
  }

  /** How many of the job's wishes the node's labels fulfil. */
  int preferencesMetBy(KnownNode known) {
    Map<String, String> labels = known.state().info().labels();
    return (int) preferences.stream().filter(wish -> wish.allows(labels)).count();
  }

  private Optional<String> unmetConstraint(Map<String, String> labels) {
    return constraints.stream()
        .filter(constraint -> !constraint.allows(labels))
        .findFirst()
        .map(constraint ->
            "does not fulfil the constraint %s %s %s: %s"
                .formatted(
                    constraint.key(),
                    constraint.operator(),
                    String.join(",", constraint.values()),
                    labels.containsKey(constraint.key())
                        ? "the label is " + labels.get(constraint.key())
                        : "it has no such label"));
  }

  private Optional<String> unmetCapacity(Resources most) {
    if (resources.fitsIn(most)) {
      return Optional.empty();
    }
    return Optional.of(
        "allows less for one execution than the job asks for: asked %s, allowed %s"
            .formatted(shown(resources), shown(most)));
  }

  private static String shown(Resources amount) {
    return "CPU=%s Memory=%d Disk=%d GPU=%d"
        .formatted(amount.cpu(), amount.memoryBytes(), amount.diskBytes(), amount.gpu());
  }

  /** Nodes list their abilities in lower case; jobs spell them as they like. */
  private static boolean holds(List<String> abilities, String wanted) {
    return abilities.contains(wanted.toLowerCase(Locale.ROOT));
  }

  private static String listed(List<String> abilities) {
    return abilities.isEmpty() ? "none" : String.join(", ", abilities);
  }

  private static boolean isPreference(Constraint constraint) {
    return constraint.key().startsWith(PREFERENCE_PREFIX);
  }

  private static Constraint withoutPrefix(Constraint constraint) {
    return new Constraint(
        constraint.key().substring(PREFERENCE_PREFIX.length()),
        constraint.operator(),
        constraint.values());
  }
}
