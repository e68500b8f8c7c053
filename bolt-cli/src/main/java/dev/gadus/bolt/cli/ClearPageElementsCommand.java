// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code surgery clear-page-elements}. */
@Command(description = "Removes some items from a leaf or branch page.")
final class ClearPageElementsCommand implements Runnable {
  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  @Option(
      names = "--pageId",
      required = true,
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "The page to change.")
  private long pageId;

  @Option(
      names = "--from-index",
      required = true,
      paramLabel = "ITEM",
      description = "The first item to remove, counted from 0.")
  private int fromIndex;

  @Option(
      names = "--to-index",
      required = true,
      paramLabel = "ITEM",
      description = "The first item after it to keep; -1 removes to the end.")
  private int toIndex;

  ClearPageElementsCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    ClearPageCommand.requireNoMeta(pageId);
    arguments.makeCopy(
        "clear-page-element",
        copy ->
            MetaPages.within(
                "clear-page-element command failed: ",
                () -> ClearPageCommand.clear(copy, pageId, fromIndex, toIndex, output)));
    output.line(
        "All elements in ["
            + fromIndex
            + ", "
            + toIndex
            + ") in page "
            + Long.toUnsignedString(pageId)
            + " were cleared");
  }
}
