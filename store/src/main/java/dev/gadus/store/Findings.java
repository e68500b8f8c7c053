// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a check of a store found, and the checks that both stores share. */
final class Findings {
  /** Enough to see what is wrong; a broken store could make millions. */
  static final int MAX_FINDINGS = 1000;

  private final List<String> sentences = new ArrayList<>();

  void add(String sentence) {
    if (sentences.size() < MAX_FINDINGS) {
      sentences.add(sentence);
    }
  }

  void require(boolean holds, String sentence) {
    if (!holds) {
      add(sentence);
    }
  }

  List<String> sentences() {
    return List.copyOf(sentences);
  }

  /** Does one part of a check; a record that cannot be read ends that part and is a finding. */
  void check(Runnable part) {
    try {
      part.run();
    } catch (StoreException.Damaged e) {
      add(e.text());
    }
  }

  /** Every index entry has its record, and the reverse. */
  void checkIndexes(Function<BucketName, Table> tables, IndexEntries entries) {
    IndexDifference.find(tables, entries, MAX_FINDINGS)
        .forEach(difference -> add(difference.sentence()));
  }

  /** What both stores have: changes, messages out and messages in. */
  void checkBothStores(Function<BucketName, Table> tables) {
    check(() -> checkChanges(tables.apply(SharedBuckets.CHANGE)));
    check(() ->
        checkOutbox(
            tables.apply(SharedBuckets.OUTBOX), tables.apply(SharedBuckets.OUTBOX_SEQUENCE)));
    check(() -> checkInbox(tables.apply(SharedBuckets.INBOX)));
  }

  /** When every record has its entries, an index has others exactly when it has more than that. */
  void requireSize(Table index, long expected) {
    long found = index.count("");
    require(
        found == expected,
        index.bucket() + " has " + found + " entries where the records make " + expected);
  }

  /** The changes that are kept follow each other up to the last position. */
  private void checkChanges(Table changes) {
    long last = changes.sequence();
    long[] expected = {Math.max(0, last - ChangeLog.KEPT) + 1};
    changes.forEachKey(
        "",
        key -> {
          require(
              key.startsWith(Keys.prefix(Keys.padded(expected[0]))),
              "change " + key + " stands where change " + expected[0] + " is expected");
          expected[0]++;
          return true;
        });
    require(
        expected[0] == last + 1,
        "the changes end with " + (expected[0] - 1) + " where " + last + " was the last");
  }

  /**
   * The messages that wait for a receiver follow each other and end with the last one given out.
   */
  private void checkOutbox(Table outbox, Table sequences) {
    long[] counted = {0};
    sequences.forEachText(
        "",
        (receiver, last) -> {
          long[] previous = {0};
          outbox.forEachKey(
              Keys.prefix(receiver),
              key -> {
                long number = Keys.number(Keys.lastPart(key));
                Envelope message = outbox.require(key, Envelope.class);
                require(
                    message.sequence() == number && message.to().equals(receiver),
                    "outbox has message %d for %s under the key %s"
                        .formatted(message.sequence(), message.to(), key));
                require(
                    previous[0] == 0 || number == previous[0] + 1,
                    "outbox has message "
                        + number
                        + " for "
                        + receiver
                        + " after message "
                        + previous[0]);
                previous[0] = number;
                counted[0]++;
                return true;
              });
          require(
              previous[0] == 0 || previous[0] == Long.parseLong(last),
              "outbox ends with message "
                  + previous[0]
                  + " for "
                  + receiver
                  + " where message "
                  + last
                  + " was the last");
          return true;
        });
    requireSize(outbox, counted[0]);
  }

  private void checkInbox(Table inbox) {
    inbox.forEachKey(
        "",
        key -> {
          long taken = inbox.require(key, Mailbox.LastAccepted.class).sequence();
          require(taken >= 1, "inbox says that message %d of %s was taken".formatted(taken, key));
          return true;
        });
  }
}
