// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;

/** Prints what stands on a page. */
final class PagePrinter {
  private final PageFile pages;
  private final Format valueFormat;
  private final Output output;
  private final Damages damages;

  PagePrinter(PageFile pages, Format valueFormat, Output output, Damages damages) {
    this.damages = damages;
    this.pages = pages;
    this.valueFormat = valueFormat;
    this.output = output;
  }

  /**
   * Prints a page, or why it cannot be read, and returns how many pages further the next one
   * begins.
   */
  long print(long id) {
    try {
      RawPage page = pages.page(id);
      output.line("Page ID:    " + Long.toUnsignedString(page.id()));
      output.line("Page Type:  " + page.kindName());
      output.line("Total Size: " + page.bytes().byteSize() + " bytes");
      output.line("Overflow pages: " + page.overflow());
      switch (page.kind()) {
        case META -> printMeta(page.meta());
        case LEAF -> printItems(page, item -> printLeafItem(page, item));
        case BRANCH -> printItems(page, item -> printBranchItem(page, item));
        case FREELIST -> printFreelist(page);
        case UNKNOWN -> {}
      }
      return page.overflow() + 1;
    } catch (Failure e) {
      failed("page " + Long.toUnsignedString(id), e);
      return 1;
    }
  }

  /** Says in the words of Go's command that something is left out. */
  private void failed(String what, Failure reason) {
    damages.count();
    output.line("Printing " + what + " failed: " + reason.getMessage() + ". Continuing...");
  }

  private void printMeta(RawPage.Meta meta) {
    output.line("Version:    " + meta.version());
    output.line("Page Size:  " + meta.pageSize() + " bytes");
    output.line(String.format("Flags:      %08x", meta.flags()));
    output.line("Root:       " + pageReference(meta.root()));
    output.line("Freelist:   " + pageReference(meta.freelist()));
    output.line("HWM:        " + pageReference(meta.highWaterMark()));
    output.line("Txn ID:     " + Long.toUnsignedString(meta.transactionId()));
    output.line(String.format("Checksum:   %016x", meta.checksum()));
    output.line("");
  }

  private void printItems(RawPage page, IntConsumer print) {
    output.line("Item Count: " + page.count());
    output.line("");
    for (int i = 0; i < page.count(); i++) {
      if (!page.hasItem(i)) {
        // A count that is too large: no item after this one lies in the page.
        failed("items " + i + " to " + (page.count() - 1), page.outside(i));
        break;
      }
      try {
        print.accept(i);
      } catch (Failure e) {
        failed("item " + i, e);
      }
    }
    output.line("");
  }

  private void printLeafItem(RawPage page, int index) {
    MemorySegment key = page.leafKey(index);
    MemorySegment value = page.leafValue(index);
    if (page.isBucket(index)) {
      String bucket =
          "<pgid="
              + Long.toUnsignedString(page.bucketRoot(index))
              + ",seq="
              + Long.toUnsignedString(page.bucketSequence(index))
              + ">";
      printKey(key);
      output.print(bucket);
    } else {
      printKey(key);
      valueFormat.write(value, output);
    }
    output.print("\n");
  }

  private void printBranchItem(RawPage page, int index) {
    MemorySegment key = page.branchKey(index);
    printKey(key);
    output.line(pageReference(page.branchChild(index)));
  }

  private void printFreelist(RawPage page) {
    long count = page.freelistCount();
    output.line("Item Count: " + count);
    output.line("Overflow: " + page.overflow());
    output.line("");
    for (long i = 0; i < count; i++) {
      output.line(Long.toUnsignedString(page.freelistId(i)));
    }
    output.line("");
  }

  private void printKey(MemorySegment key) {
    if (GoText.isPrintable(key)) {
      GoText.quote(key, output);
    } else {
      GoText.hex(key, output);
    }
    output.print(": ");
  }

  private static String pageReference(long id) {
    return "<pgid=" + Long.toUnsignedString(id) + ">";
  }
}
