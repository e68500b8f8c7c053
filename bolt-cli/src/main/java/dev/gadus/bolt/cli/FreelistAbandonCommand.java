// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code surgery freelist abandon}. */
@Command(
    description =
        "Drops the stored list of free pages; it is found anew when the database is next opened for writing.")
final class FreelistAbandonCommand implements Runnable {
  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  FreelistAbandonCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    arguments.makeCopy(
        "freelist abandon",
        copy -> MetaPages.within("abandon-freelist command failed: ", () -> abandon(copy)));
    output.line("The freelist was abandoned in both meta pages.");
    output.line(
        "It may cause some delay on next startup because bbolt needs to scan the whole db to reconstruct the free list.");
  }

  private static void abandon(EditedCopy copy) throws IOException {
    for (long id = 0; id < 2; id++) {
      RawPage page = copy.page(id);
      page.meta().setFreelist(RawPage.Meta.NO_FREELIST);
      page.meta().seal();
      copy.write(page);
    }
  }
}
