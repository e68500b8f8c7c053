// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/**
 * A part of a list.
 *
 * @param nextToken what to ask with for the part after this one; empty at the end
 */
public record Page<T>(List<T> items, String nextToken) {
  public Page {
    items = List.copyOf(items);
  }
}
