// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages the bytes of a database file: anywhere, or where it hurts most. Checksums of meta pages
 * are made right again, so that nothing but the damage itself can give it away.
 */
final class Damage {
  /** Kinds of damage. */
  enum Kind {
    BITS,
    PAGE_ID,
    PAGE_FLAGS,
    PAGE_COUNT,
    PAGE_OVERFLOW,
    ELEMENT,
    BUCKET_ROOT,
    META,
    PAGE_COPIED,
    PAGE_CLEARED,
    PAGE_RANDOM,
    CUT
  }

  private final Random random;
  private final int pageSize;
  private final int pageCount;
  private byte[] content;
  private MemorySegment memory;
  private final List<String> done = new ArrayList<>();

  Damage(byte[] original, int pageSize, Random random) {
    this.random = random;
    this.pageSize = pageSize;
    this.pageCount = original.length / pageSize;
    this.content = original.clone();
    this.memory = MemorySegment.ofArray(content);
  }

  byte[] content() {
    return content;
  }

  /** Says what was damaged. */
  @Override
  public String toString() {
    return done.toString();
  }

  /** Does one damage of a kind. */
  void apply(Kind kind) {
    long pageId = random.nextInt(pageCount);
    long page = pageId * pageSize;
    if (page + pageSize > content.length) {
      return;
    }
    done.add(kind + " page " + pageId);
    switch (kind) {
      case BITS -> flipBits();
      case PAGE_ID -> memory.set(Layout.U64, page, someNumber());
      case PAGE_FLAGS -> memory.set(Layout.U16, page + 8, (short) (1 << random.nextInt(16)));
      case PAGE_COUNT -> memory.set(Layout.U16, page + 10, (short) someNumber());
      case PAGE_OVERFLOW -> memory.set(Layout.U32, page + 12, (int) someNumber());
      case ELEMENT -> element(page);
      case BUCKET_ROOT -> bucketRoot();
      case META -> meta();
      case PAGE_COPIED -> copyPage(page);
      case PAGE_CLEARED -> memory.asSlice(page, pageSize).fill((byte) 0);
      case PAGE_RANDOM -> {
        byte[] noise = new byte[pageSize];
        random.nextBytes(noise);
        // The header stays, so that the page is looked into.
        int from = random.nextInt(2) * Layout.PAGE_HEADER_BYTES;
        System.arraycopy(noise, 0, content, (int) page + from, pageSize - from);
      }
      case CUT -> {
        content = Arrays.copyOf(content, random.nextInt(content.length));
        memory = MemorySegment.ofArray(content);
      }
    }
  }

  private void flipBits() {
    for (int i = random.nextInt(8); i >= 0; i--) {
      int at = random.nextInt(content.length); // Not empty: a page lies in it.
      content[at] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** A number that is likely to be at some limit, or the id of a page. */
  private long someNumber() {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> pageCount;
      case 3 -> pageCount - 1;
      case 4 -> 0xFFFF;
      case 5 -> 0xFFFE;
      case 6 -> 0x7FFFFFFFL;
      case 7 -> 0x80000000L;
      case 8 -> -1L;
      case 9 -> 1L << random.nextInt(64);
      default -> random.nextInt(pageCount);
    };
  }

  /** Changes one of the four words of an element, or the child of a branch element. */
  private void element(long page) {
    int count = Math.clamp(Layout.count(memory, page), 1, (pageSize - 16) / Layout.ELEMENT_BYTES);
    long element = Layout.element(page, random.nextInt(count));
    if (Layout.flags(memory, page) == Layout.BRANCH_FLAG && random.nextBoolean()) {
      memory.set(Layout.U64, element + 8, someNumber());
    } else if (random.nextBoolean()) {
      memory.set(Layout.U32, element + 4L * random.nextInt(4), (int) someNumber());
    } else {
      long word = element + 4L * random.nextInt(4);
      memory.set(Layout.U32, word, memory.get(Layout.U32, word) + random.nextInt(64) - 32);
    }
  }

  /** Sends some bucket to another page, which may be above it, or makes it inline. */
  private void bucketRoot() {
    List<Long> values = new ArrayList<>();
    for (long page = 0; page + pageSize <= content.length; page += pageSize) {
      int count = Math.min(Layout.count(memory, page), (pageSize - 16) / Layout.ELEMENT_BYTES);
      for (int i = 0; i < count && Layout.flags(memory, page) == Layout.LEAF_FLAG; i++) {
        long element = Layout.element(page, i);
        long value = Layout.leafKey(memory, element) + Layout.leafKeySize(memory, element);
        if (Layout.leafFlags(memory, element) == Layout.BUCKET_FLAG
            && value + Layout.BUCKET_HEADER_BYTES <= content.length) {
          values.add(value);
        }
      }
    }
    if (!values.isEmpty()) {
      long value = values.get(random.nextInt(values.size()));
      memory.set(
          Layout.U64, value, random.nextInt(8) == 0 ? someNumber() : random.nextInt(pageCount));
    }
  }

  private void meta() {
    for (long id = 0; id < 2; id++) {
      if (random.nextInt(4) == 0 || (id + 1) * pageSize > content.length) {
        continue;
      }
      Meta old = Meta.read(memory, id * pageSize);
      int field = random.nextInt(7);
      new Meta(
              field == 0 ? (int) someNumber() : old.pageSize(),
              field == 1 ? (int) someNumber() : old.flags(),
              field == 2 ? someNumber() : old.root(),
              field == 3 ? someNumber() : old.sequence(),
              field == 4 ? someNumber() : old.freelist(),
              field == 5 ? someNumber() : old.highWaterMark(),
              field == 6 ? someNumber() : old.transactionId())
          .writeAs(memory, id * pageSize, id);
    }
  }

  private void copyPage(long page) {
    long target = (long) random.nextInt(content.length / pageSize) * pageSize;
    long id = Layout.id(memory, target);
    MemorySegment.copy(memory, page, memory, target, pageSize);
    if (random.nextBoolean()) {
      memory.set(Layout.U64, target, id);
    }
  }

  /** Returns the page size that the first whole meta page names. */
  static int pageSize(byte[] content) {
    MemorySegment memory = MemorySegment.ofArray(content);
    if (Meta.fault(memory, 0) == Meta.Fault.NONE) {
      return Meta.read(memory, 0).pageSize();
    }
    int position = 1024;
    while (Meta.fault(memory, position) != Meta.Fault.NONE) {
      position *= 2;
    }
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, position + 24L);
  }
}
