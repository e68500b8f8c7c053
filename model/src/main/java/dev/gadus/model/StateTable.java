// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The legal changes of a state machine, as data: code asks it, tests walk it, documentation prints
 * it.
 *
 * @param <S> the states
 */
public final class StateTable<S extends Enum<S>> {
  private final Map<S, Set<S>> next;

  private StateTable(Map<S, Set<S>> next) {
    this.next = next;
  }

  /** True when {@code to} may follow {@code from}. */
  public boolean allows(S from, S to) {
    return next(from).contains(to);
  }

  /** The states that may follow {@code from}, in declaration order; empty for a final one. */
  public Set<S> next(S from) {
    return next.getOrDefault(from, Set.of());
  }

  static <S extends Enum<S>> Builder<S> of(Class<S> type) {
    return new Builder<>(type);
  }

  static final class Builder<S extends Enum<S>> {
    private final Class<S> type;
    private final Map<S, Set<S>> next;

    private Builder(Class<S> type) {
      this.type = type;
      this.next = new EnumMap<>(type);
    }

    @SafeVarargs
    final Builder<S> allow(S from, S... to) {
      EnumSet<S> states = EnumSet.noneOf(type);
      for (S state : to) {
        states.add(state);
      }
      if (next.put(from, Collections.unmodifiableSet(states)) != null) {
        throw new IllegalArgumentException("state " + from + " has two rows");
      }
      return this;
    }

    StateTable<S> build() {
      return new StateTable<>(next);
    }
  }
}
