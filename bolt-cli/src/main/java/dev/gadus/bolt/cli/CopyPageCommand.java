// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code surgery copy-page}. */
@Command(description = "Writes the content of one page over another.")
final class CopyPageCommand implements Runnable {
  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  @Option(
      names = "--from-page",
      required = true,
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "The page to copy.")
  private long fromPage;

  @Option(
      names = "--to-page",
      required = true,
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "The page to overwrite.")
  private long toPage;

  CopyPageCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    if (fromPage == toPage) {
      throw new Failure(
          "'--from-page' and '--to-page' have the same value: " + Long.toUnsignedString(fromPage));
    }
    arguments.makeCopy("copy-page", this::copy);
    output.line(
        "The page "
            + Long.toUnsignedString(fromPage)
            + " was successfully copied to page "
            + Long.toUnsignedString(toPage));
  }

  private void copy(EditedCopy copy) throws IOException {
    boolean freelistStored = MetaPages.newer(copy).freelist() != RawPage.Meta.NO_FREELIST;
    MetaPages.within("copy-page command failed: ", () -> copyPage(copy, fromPage, toPage));
    if (freelistStored) {
      output.line("WARNING: the free list might have changed.");
      output.line(MetaPages.ADVICE);
    }
  }

  static void copyPage(EditedCopy copy, long from, long to) throws IOException {
    RawPage page = copy.page(from);
    page.setId(to);
    copy.write(page);
  }
}
