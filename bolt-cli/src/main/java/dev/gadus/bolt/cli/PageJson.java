// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

/** Prints pages as one JSON document; a page that cannot be read has its reason there. */
final class PageJson {
  private final PageFile pages;
  private final JsonWriter writer;
  private final Damages damages;

  PageJson(PageFile pages, Output output, Damages damages) {
    this.pages = pages;
    this.damages = damages;
    this.writer = new JsonWriter(output).object().list("pages");
  }

  /** Ends the document. */
  void end() {
    writer.endList().endObject().end();
  }

  /** Prints a page and returns how many pages further the next one begins. */
  long print(long id) {
    RawPage page;
    try {
      page = pages.page(id);
    } catch (Failure e) {
      writer.object().unsigned("id", id).text("error", e.text()).endObject();
      damages.count();
      return 1;
    }
    writer.object().unsigned("id", id).text("type", page.kindName());
    writer.number("bytes", page.bytes().byteSize()).number("overflow", page.overflow());
    switch (page.kind()) {
      case META -> meta(page.meta());
      case LEAF, BRANCH -> items(page);
      case FREELIST -> freelist(page);
      case UNKNOWN -> {}
    }
    writer.endObject();
    return page.overflow() + 1;
  }

  private void meta(RawPage.Meta meta) {
    writer
        .number("version", meta.version())
        .number("pageSize", meta.pageSize())
        .number("flags", meta.flags())
        .unsigned("root", meta.root())
        .unsigned("freelist", meta.freelist())
        .unsigned("highWaterMark", meta.highWaterMark())
        .unsigned("transaction", meta.transactionId())
        .text("checksum", String.format("%016x", meta.checksum()))
        .text("fault", meta.fault().orElse(""));
  }

  private void items(RawPage page) {
    writer.list("items");
    for (int i = 0; i < page.count(); i++) {
      writer.object();
      try {
        item(page, i);
      } catch (Failure e) {
        writer.text("error", e.text());
        damages.count();
      }
      writer.endObject();
    }
    writer.endList();
  }

  private void item(RawPage page, int index) {
    if (page.kind() == RawPage.Kind.BRANCH) {
      writer.bytes("key", page.branchKey(index)).unsigned("child", page.branchChild(index));
      return;
    }
    writer.bytes("key", page.leafKey(index)).flag("bucket", page.isBucket(index));
    if (page.isBucket(index)) {
      writer.unsigned("root", page.bucketRoot(index));
      writer.unsigned("sequence", page.bucketSequence(index));
    } else {
      writer.number("size", page.leafValue(index).byteSize());
      writer.bytes("value", page.leafValue(index));
    }
  }

  private void freelist(RawPage page) {
    writer.list("free");
    try {
      for (long i = 0; i < page.freelistCount(); i++) {
        writer.unsigned(page.freelistId(i));
      }
      writer.endList();
    } catch (Failure e) {
      writer.endList().text("error", e.text());
      damages.count();
    }
  }
}
