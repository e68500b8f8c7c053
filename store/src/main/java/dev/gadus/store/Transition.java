// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.LocalState;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A wanted change of an execution's state on its compute node.
 *
 * @param to the state that it gets
 * @param comment why, for the history
 * @param from the states that it may be in now; empty for any from which {@code to} can follow
 * @param atVersion the version that it must have now; 0 for any
 * @param publishedResult what the record gets; absent leaves what is there
 * @param runOutput what the record gets; absent leaves what is there
 */
public record Transition(
    String executionId,
    LocalState to,
    String comment,
    Set<LocalState> from,
    long atVersion,
    Optional<SpecConfig> publishedResult,
    Optional<RunOutput> runOutput) {
  public Transition {
    StoreIds.require("executionId", executionId);
    from = Set.copyOf(from);
    if (atVersion < 0) {
      throw new IllegalArgumentException("atVersion must be 0 or more: atVersion=" + atVersion);
    }
  }

  /** A change from any state and version that allows it. */
  public static Transition of(String executionId, LocalState to, String comment) {
    return new Transition(
        executionId, to, comment, Set.of(), 0, Optional.empty(), Optional.empty());
  }

  /** The same change, only when the execution is in one of these states. */
  public Transition from(LocalState first, LocalState... more) {
    return changed(draft -> draft.from = EnumSet.of(first, more));
  }

  /** The same change, only when the execution has this version. */
  public Transition atVersion(long version) {
    return changed(draft -> draft.atVersion = version);
  }

  /** The same change, which also notes where the results are. */
  public Transition withPublishedResult(SpecConfig result) {
    return changed(draft -> draft.publishedResult = Optional.of(result));
  }

  /** The same change, which also notes what the run left. */
  public Transition withRunOutput(RunOutput output) {
    return changed(draft -> draft.runOutput = Optional.of(output));
  }

  private Transition changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.transition();
  }

  /** The components, while one of them changes. */
  private static final class Draft {
    String executionId;
    LocalState to;
    String comment;
    Set<LocalState> from;
    long atVersion;
    Optional<SpecConfig> publishedResult;
    Optional<RunOutput> runOutput;

    Draft(Transition transition) {
      this.executionId = transition.executionId;
      this.to = transition.to;
      this.comment = transition.comment;
      this.from = transition.from;
      this.atVersion = transition.atVersion;
      this.publishedResult = transition.publishedResult;
      this.runOutput = transition.runOutput;
    }

    Transition transition() {
      return new Transition(executionId, to, comment, from, atVersion, publishedResult, runOutput);
    }
  }
}
