// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Cursor;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sorted list of places {@code time/id}, walked in one direction. Lists are combined without
 * reading them: each is asked for its next place at or beyond the others'.
 */
sealed interface Postings {
  /** Before every place: times start with a digit. */
  String BEFORE_ALL = "";

  /** After every place. */
  String AFTER_ALL = "~";

  /**
   * The next place from {@code from} on in the list's direction; null at the end.
   *
   * @param inclusive whether {@code from} itself may be the answer
   */
  @Nullable String find(String from, boolean inclusive);

  boolean newestFirst();

  default @Nullable String first() {
    return find(newestFirst() ? AFTER_ALL : BEFORE_ALL, false);
  }

  private static Comparator<String> order(boolean newestFirst) {
    return newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
  }

  /** The entries of one attribute in an index. */
  final class IndexEntries implements Postings {
    private final String prefix;
    private final boolean newestFirst;
    private final Cursor cursor;

    IndexEntries(Table index, String attribute, boolean newestFirst) {
      this.prefix = Keys.prefix(attribute);
      this.newestFirst = newestFirst;
      this.cursor = index.cursor();
    }

    @Override
    public boolean newestFirst() {
      return newestFirst;
    }

    @Override
    public @Nullable String find(String from, boolean inclusive) {
      String key = prefix + from;
      boolean found = cursor.seek(Keys.bytes(key));
      boolean exact = found && Keys.text(cursor.key()).equals(key);
      if (!exact || !inclusive) {
        if (newestFirst) {
          found = found ? cursor.previous() : cursor.last();
        } else if (exact) {
          found = cursor.next();
        }
      }
      if (!found) {
        return null;
      }
      String there = Keys.text(cursor.key());
      return there.startsWith(prefix) ? there.substring(prefix.length()) : null;
    }
  }

  /** What is in any of several lists. */
  record Union(List<Postings> lists, boolean newestFirst) implements Postings {
    @Override
    public @Nullable String find(String from, boolean inclusive) {
      Comparator<String> order = order(newestFirst);
      String nearest = null;
      for (Postings list : lists) {
        String place = list.find(from, inclusive);
        if (place != null && (nearest == null || order.compare(place, nearest) < 0)) {
          nearest = place;
        }
      }
      return nearest;
    }
  }

  /** What is in all of several lists. */
  record Intersection(List<Postings> lists, boolean newestFirst) implements Postings {
    @Override
    public @Nullable String find(String from, boolean inclusive) {
      String candidate = lists.getFirst().find(from, inclusive);
      int agreed = 1;
      // Every list in turn moves to the candidate or beyond, until all stand on the same place.
      for (int next = 1; candidate != null && agreed < lists.size(); next++) {
        String place = lists.get(next % lists.size()).find(candidate, true);
        agreed = candidate.equals(place) ? agreed + 1 : 1;
        candidate = place;
      }
      return candidate;
    }
  }
}
