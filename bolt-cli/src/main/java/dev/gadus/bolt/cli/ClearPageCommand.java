// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code surgery clear-page}. */
@Command(description = "Removes all items from a leaf or branch page.")
final class ClearPageCommand implements Runnable {
  /** In place of the end of a range: up to the last item. */
  static final int TO_THE_END = -1;

  private static final long FIRST_PAGE_AFTER_METAS = 2;

  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  @Option(
      names = "--pageId",
      required = true,
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "The page to clear.")
  private long pageId;

  ClearPageCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    requireNoMeta(pageId);
    arguments.makeCopy(
        "clear-page",
        copy ->
            MetaPages.within(
                "clear-page command failed: ", () -> clear(copy, pageId, 0, TO_THE_END, output)));
    output.line("The page (" + Long.toUnsignedString(pageId) + ") was cleared");
  }

  static void requireNoMeta(long pageId) {
    if (Long.compareUnsigned(pageId, FIRST_PAGE_AFTER_METAS) < 0) {
      throw new Failure("the pageId must be at least 2, but got " + pageId);
    }
  }

  /**
   * Removes the items of a range and says so when pages are then neither used nor listed as free.
   */
  static void clear(EditedCopy copy, long pageId, int from, int to, Output output)
      throws IOException {
    RawPage page;
    try {
      page = copy.page(pageId);
    } catch (Failure e) {
      throw new Failure("ReadPage failed: " + e.getMessage(), e);
    }
    if (page.kind() != RawPage.Kind.LEAF && page.kind() != RawPage.Kind.BRANCH) {
      throw new Failure("can't clear elements in " + GoText.quote(page.kindName()) + " page");
    }
    int count = page.count();
    if (count == 0) {
      return;
    }
    requireRange(from, to, count);
    long overflow = page.overflow();
    page.removeItems(from, to == TO_THE_END ? count : to, copy.pages().pageBytes());
    copy.write(page);
    if (page.overflow() != overflow || page.kind() == RawPage.Kind.BRANCH) {
      output.line(
          "WARNING: The clearing has abandoned some pages that are not yet referenced from free list.");
      output.line(MetaPages.ADVICE);
    }
  }

  private static void requireRange(int from, int to, int count) {
    if (from < 0 || from >= count) {
      throw new Failure("the start index (" + from + ") is out of range [0, " + count + ")");
    }
    if (to == TO_THE_END) {
      return;
    }
    if (to < 0 || to > count) {
      throw new Failure("the end index (" + to + ") is out of range [0, " + count + "]");
    }
    if (from > to) {
      throw new Failure("the start index (" + from + ") is bigger than the end index (" + to + ")");
    }
    if (from == to) {
      throw new Failure(
          "invalid: the start index (" + from + ") is equal to the end index (" + to + ")");
    }
  }
}
