// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;

/** What the surgery commands have in common about meta pages and messages. */
final class MetaPages {
  /** The words are those of Go's command. */
  static final String ADVICE = "Please consider executing `./bbolt surgery freelist abandon ...`";

  /** Something that may fail. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  private MetaPages() {}

  /**
   * Returns the meta page with the greater transaction id, whether it is valid or not; on equal ids
   * the second.
   */
  static RawPage.Meta newer(EditedCopy copy) throws IOException {
    RawPage.Meta first = copy.meta(0);
    RawPage.Meta second = copy.meta(first.pageSize());
    return Long.compareUnsigned(first.transactionId(), second.transactionId()) > 0 ? first : second;
  }

  /** Runs a step and puts a prefix before the reason when it fails. */
  static void within(String prefix, Step step) throws IOException {
    try {
      step.run();
    } catch (Failure e) {
      throw new Failure(prefix + e.getMessage(), e);
    }
  }
}
