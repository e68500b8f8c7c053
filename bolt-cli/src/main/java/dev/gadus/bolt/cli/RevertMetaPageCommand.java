// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code surgery revert-meta-page}. */
@Command(
    description =
        "Copies the older meta page over the newer one, which takes back the last transaction.")
final class RevertMetaPageCommand implements Runnable {
  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  RevertMetaPageCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    arguments.makeCopy(
        "revert-meta-page",
        copy -> MetaPages.within("revert-meta-page command failed: ", () -> revert(copy)));
    output.line("The meta page is reverted.");
  }

  private static void revert(EditedCopy copy) throws IOException {
    long first = copy.page(0).meta().transactionId();
    long second = copy.page(1).meta().transactionId();
    boolean secondIsNewer = Long.compareUnsigned(first, second) < 0;
    CopyPageCommand.copyPage(copy, secondIsNewer ? 0 : 1, secondIsNewer ? 1 : 0);
  }
}
