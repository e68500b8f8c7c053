// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.util.List;

/**
 * One page of a list.
 *
 * @param nextToken what to ask for the next page with; empty when this is the last
 */
public record ListPage<T>(List<T> items, String nextToken) {
  public ListPage {
    items = List.copyOf(items);
  }

  public boolean isLast() {
    return nextToken.isEmpty();
  }
}
