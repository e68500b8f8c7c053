// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.cli.BrowserSource.PageLine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** What stands on a page, in lines of which some lead to other pages. */
final class PageLines {
  /** A list of free pages can have millions; nobody looks at them one by one. */
  private static final int MAX_ITEMS = 100_000;

  /** Of a key or value, this much tells what it is. */
  private static final int SHOWN_BYTES = 200;

  private final PageFile pages;
  private final List<PageLine> lines = new ArrayList<>();

  PageLines(PageFile pages) {
    this.pages = pages;
  }

  /** Returns the lines of a page; an item that cannot be read says why in its place. */
  List<PageLine> lines(long id) {
    RawPage page = pages.page(id);
    add("Page ID:    " + Long.toUnsignedString(page.id()));
    add("Page Type:  " + page.kindName());
    add("Total Size: " + page.bytes().byteSize() + " bytes");
    if (page.overflow() > 0) {
      add("Overflow:   " + page.overflow() + " pages, to " + (id + page.overflow()));
    }
    switch (page.kind()) {
      case META -> meta(page.meta());
      case LEAF, BRANCH -> items(page);
      case FREELIST -> freelist(page);
      case UNKNOWN -> {}
    }
    return lines;
  }

  private void meta(RawPage.Meta meta) {
    add("Valid:      " + meta.fault().map(fault -> "no, " + fault).orElse("yes"));
    add("Version:    " + meta.version());
    add("Page Size:  " + meta.pageSize() + " bytes");
    lead("Root:       page " + Long.toUnsignedString(meta.root()), meta.root());
    if (meta.freelist() == RawPage.Meta.NO_FREELIST) {
      add("Freelist:   none is stored");
    } else {
      lead("Freelist:   page " + Long.toUnsignedString(meta.freelist()), meta.freelist());
    }
    add("HWM:        page " + Long.toUnsignedString(meta.highWaterMark()));
    add("Txn ID:     " + Long.toUnsignedString(meta.transactionId()));
    add(String.format("Checksum:   %016x", meta.checksum()));
  }

  private void items(RawPage page) {
    add("Items:      " + page.count());
    add("");
    for (int i = 0; i < page.count(); i++) {
      try {
        item(page, i);
      } catch (Failure e) {
        add(i + ": " + e.getMessage());
      }
    }
  }

  private void item(RawPage page, int index) {
    if (page.kind() == RawPage.Kind.BRANCH) {
      long child = page.branchChild(index);
      lead(text(page.branchKey(index)) + "  page " + Long.toUnsignedString(child) + " ▸", child);
      return;
    }
    String key = text(page.leafKey(index));
    if (!page.isBucket(index)) {
      add(key + "  " + text(page.leafValue(index)));
    } else if (page.bucketRoot(index) == 0) {
      add(key + "  bucket, inline");
    } else {
      long root = page.bucketRoot(index);
      lead(key + "  bucket, page " + Long.toUnsignedString(root) + " ▸", root);
    }
  }

  private void freelist(RawPage page) {
    long count = page.freelistCount();
    add("Items:      " + Long.toUnsignedString(count));
    add("");
    try {
      for (long i = 0; i < Math.min(count, MAX_ITEMS); i++) {
        add(Long.toUnsignedString(page.freelistId(i)));
      }
      if (count > MAX_ITEMS) {
        add("… and " + (count - MAX_ITEMS) + " more");
      }
    } catch (Failure e) {
      add(e.text());
    }
  }

  private void add(String text) {
    lines.add(PageLine.of(text));
  }

  private void lead(String text, long page) {
    lines.add(PageLine.to(text, page));
  }

  private static String text(MemorySegment bytes) {
    long length = Math.min(bytes.byteSize(), SHOWN_BYTES);
    byte[] start = bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    return Format.readable(start)
        + (bytes.byteSize() > SHOWN_BYTES ? "… (" + bytes.byteSize() + " bytes)" : "");
  }
}
