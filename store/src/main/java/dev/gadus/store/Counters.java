// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last numbers that were given out: a number that is in use was given out, so that a counter
 * that is behind it, or missing, can be brought up to it.
 */
final class Counters {
  private Counters() {}

  /** Returns what was done, a sentence each. */
  static List<String> repair(Transaction transaction) {
    List<String> done = new ArrayList<>();
    Table sequences = Table.in(transaction, SharedBuckets.OUTBOX_SEQUENCE);
    lastMessages(Table.in(transaction, SharedBuckets.OUTBOX))
        .forEach((receiver, last) -> {
          Optional<String> known = sequences.getText(receiver);
          if (known.isEmpty() || isBehind(known.get(), last)) {
            sequences.putText(receiver, Long.toString(last));
            done.add("outbox-sequence of " + receiver + " is now " + last);
          }
        });
    Table changes = Table.in(transaction, SharedBuckets.CHANGE);
    Optional<String> latest = changes.lastKey("");
    if (latest.isPresent()) {
      long last = Keys.number(latest.get().substring(0, Keys.DIGITS));
      if (changes.sequence() < last) {
        changes.setSequence(last);
        done.add("the last position of the changes is now " + last);
      }
    }
    return done;
  }

  private static Map<String, Long> lastMessages(Table outbox) {
    Map<String, Long> last = new TreeMap<>();
    outbox.forEachKey(
        "",
        key -> {
          String number = Keys.lastPart(key);
          String receiver = key.substring(0, key.length() - number.length() - 1);
          last.put(receiver, Keys.number(number));
          return true;
        });
    return last;
  }

  private static boolean isBehind(String known, long last) {
    try {
      return Long.parseLong(known) < last;
    } catch (NumberFormatException _) {
      return true;
    }
  }
}
