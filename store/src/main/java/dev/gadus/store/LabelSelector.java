// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What labels must be, in the grammar of Kubernetes' selectors: {@code key}, {@code !key}, {@code
 * key=v}, {@code key==v}, {@code key!=v}, {@code key in (a,b)}, {@code key notin (a,b)}, {@code
 * key>1}, {@code key<1}; a comma means that both hold. {@code !=} and {@code notin} also select
 * what lacks the key.
 *
 * @param requirements all must hold
 */
public record LabelSelector(List<Constraint> requirements) {
  /** Selects everything. */
  public static final LabelSelector ALL = new LabelSelector(List.of());

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * Reads a selector; blank text selects everything.
   *
   * @throws StoreException.InvalidQuery with the place in the text and what would be right there
   */
  public static LabelSelector parse(String text) {
    return new LabelSelector(new LabelSelectorParser(text).parse());
  }

  /** What both select. */
  public LabelSelector and(LabelSelector other) {
    List<Constraint> both = new ArrayList<>(requirements);
    both.addAll(other.requirements);
    return new LabelSelector(both);
  }

  public boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.allows(labels));
  }
}
