// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.CheckFinding;
import java.util.function.Consumer;

/**
 * The damaged places that a command met and passed over. Each is told on standard error, so that
 * standard output is what Go's command prints where that goes on too; at the end the command fails.
 */
final class Damages implements Consumer<CheckFinding> {
  private final Output output;
  private long count;
  private long told;

  Damages(Output output) {
    this.output = output;
  }

  @Override
  public void accept(CheckFinding finding) {
    String page =
        finding.pageId() == BoltException.CorruptDatabase.NO_PAGE
            ? ""
            : "page " + Long.toUnsignedString(finding.pageId()) + ": ";
    tell(page + finding.text());
  }

  /** Tells of one damage, where what was printed before has ended. */
  void tell(String text) {
    count++;
    told++;
    output.flush();
    output.errorLine("Error: corrupt database: " + text);
  }

  /** Counts a damage that the output itself shows. */
  void count() {
    count++;
  }

  /** Ends the command with exit code 1 when there was any damage; one that was told is enough. */
  void failIfAny() {
    if (count == 1 && told == 1) {
      throw Failure.told();
    }
    if (count > 0) {
      throw new Failure(
          "the file is damaged in "
              + count
              + (count == 1 ? " place" : " places")
              + ", and what else can be read was printed; 'check' looks at all of it, 'salvage'"
              + " saves what can be saved");
    }
  }
}
