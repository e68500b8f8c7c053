// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/**
 * A part of the changes of a store.
 *
 * @param position everything up to here is behind: what to go on from
 */
public record Changes(List<Change> changes, long position) {
  public Changes {
    changes = List.copyOf(changes);
  }
}
