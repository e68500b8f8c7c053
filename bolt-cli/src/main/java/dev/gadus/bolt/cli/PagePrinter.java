// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.MemorySegment;

/** Prints what stands on a page. */
final class PagePrinter {
  private final PageFile pages;
  private final Format valueFormat;
  private final Output output;

  PagePrinter(PageFile pages, Format valueFormat, Output output) {
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
        case LEAF -> printLeaf(page);
        case BRANCH -> printBranch(page);
        case FREELIST -> printFreelist(page);
        case UNKNOWN -> {}
      }
      return page.overflow() + 1;
    } catch (Failure e) {
      output.line(
          "Printing page "
              + Long.toUnsignedString(id)
              + " failed: "
              + e.getMessage()
              + ". Continuing...");
      return 1;
    }
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

  private void printLeaf(RawPage page) {
    startItems(page.count());
    for (int i = 0; i < page.count(); i++) {
      MemorySegment key = page.leafKey(i);
      MemorySegment value = page.leafValue(i);
      if (page.isBucket(i)) {
        String bucket =
            "<pgid="
                + Long.toUnsignedString(page.bucketRoot(i))
                + ",seq="
                + Long.toUnsignedString(page.bucketSequence(i))
                + ">";
        printKey(key);
        output.print(bucket);
      } else {
        printKey(key);
        valueFormat.write(value, output);
      }
      output.print("\n");
    }
    output.line("");
  }

  private void printBranch(RawPage page) {
    startItems(page.count());
    for (int i = 0; i < page.count(); i++) {
      MemorySegment key = page.branchKey(i);
      printKey(key);
      output.line(pageReference(page.branchChild(i)));
    }
    output.line("");
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

  private void startItems(int count) {
    output.line("Item Count: " + count);
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
