// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/** The buckets of both stores. */
final class SharedBuckets {
  /** See {@link ChangeLog}. */
  static final BucketName CHANGE =
      BucketName.of(
              "change", "position / job id", "one of the latest 100,000 changes, for followers")
          .growingAtEnds();

  /** See {@link Mailbox}, as for the next two. */
  static final BucketName OUTBOX =
      BucketName.of("outbox", "receiver / number", "a message that its receiver has not taken yet")
          .growingAtEnds();

  static final BucketName OUTBOX_SEQUENCE =
      BucketName.of("outbox-sequence", "receiver", "the last number that was given out");
  static final BucketName INBOX =
      BucketName.of(
          "inbox", "sender / id of the sender's store", "the last message that was taken");

  /** What the store says of itself, see {@link StoreInfo} and {@link StoreFile}. */
  static final BucketName META =
      BucketName.of(
          "meta",
          "store, last-start, last-upkeep",
          "whose store it is; what was found and done when it was opened, and since");

  static final List<BucketName> ALL = List.of(CHANGE, OUTBOX, OUTBOX_SEQUENCE, INBOX, META);

  private SharedBuckets() {}
}
