// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks that the keys of one bucket rise, and lie between those of the branches above. */
final class KeyOrderCheck {
  private final Pages pages;

  /** Pages that are passed over. */
  private final PageSet unreadable;

  /** Pages whose header was found good. */
  private final PageSet entered;

  private final Function<byte[], String> keyFormat;
  private final BiConsumer<Long, String> findings;

  private final PageSet visitedBranches = new PageSet();
  private final List<Long> stack = new ArrayList<>();

  KeyOrderCheck(
      Pages pages,
      PageSet unreadable,
      PageSet entered,
      Function<byte[], String> keyFormat,
      BiConsumer<Long, String> findings) {
    this.pages = pages;
    this.unreadable = unreadable;
    this.entered = entered;
    this.keyFormat = keyFormat;
    this.findings = findings;
  }

  void check(long root) {
    check(root, null, null);
  }

  /** Returns the greatest key of the pages below. */
  private byte @Nullable [] check(long pageId, byte @Nullable [] least, byte @Nullable [] limit) {
    if (unreadable.contains(pageId)
        || !entered.contains(pageId)
        || stack.size() >= Pages.MAX_DEPTH) {
      return null;
    }
    long page = pageId * pages.pageSize();
    boolean leaf = pages.isLeaf(page);
    if (!leaf && !visitedBranches.add(pageId)) {
      return null;
    }
    stack.add(pageId);
    byte[] greatest =
        leaf ? checkLeaf(pageId, page, least, limit) : checkBranch(page, least, limit);
    stack.removeLast();
    return greatest;
  }

  private byte @Nullable [] checkBranch(
      long page, byte @Nullable [] least, byte @Nullable [] limit) {
    int count = pages.count(page);
    byte[] running = least;
    byte[] greatest = null;
    for (int i = 0; i < count; i++) {
      long child = pages.child(page, i);
      byte[] key = branchKey(page, i);
      verify(child, "branch", i, key, running, limit);
      byte[] bound = i + 1 < count ? branchKey(page, i + 1) : limit;
      greatest = check(child, key, bound);
      running = greatest;
    }
    return greatest;
  }

  private byte[] branchKey(long page, int index) {
    MemorySegment file = pages.file();
    long key = pages.checkedBranchKey(page, pages.end(page), index);
    return Keys.copy(file, key, Layout.branchKeySize(file, Layout.element(page, index)));
  }

  private byte @Nullable [] checkLeaf(
      long pageId, long page, byte @Nullable [] least, byte @Nullable [] limit) {
    MemorySegment file = pages.file();
    byte[] running = least;
    byte[] last = null;
    for (int i = 0; i < pages.count(page); i++) {
      long place = pages.checkedLeafKey(page, pages.end(page), i);
      byte[] key = Keys.copy(file, place, Layout.leafKeySize(file, Layout.element(page, i)));
      verify(pageId, "leaf", i, key, running, limit);
      running = key;
      last = key;
    }
    return last;
  }

  private void verify(
      long pageId,
      String type,
      int index,
      byte[] key,
      byte @Nullable [] previous,
      byte @Nullable [] limit) {
    if (previous != null) {
      int order = Arrays.compareUnsigned(previous, key);
      if (index == 0 && order > 0) {
        findings.accept(
            pageId,
            "the first key[%d]=(hex)%s on %s page(%d) needs to be >= the key in the ancestor (%s). Stack: %s"
                .formatted(index, show(key), type, pageId, show(previous), Checker.text(stack)));
      }
      if (index > 0 && order >= 0) {
        findings.accept(
            pageId,
            "key[%d]=(hex)%s on %s page(%d) needs to be > (found %s) than previous element (hex)%s. Stack: %s"
                .formatted(
                    index,
                    show(key),
                    type,
                    pageId,
                    order > 0 ? "<" : "=",
                    show(previous),
                    Checker.text(stack)));
      }
    }
    if (limit != null && Arrays.compareUnsigned(key, limit) >= 0) {
      findings.accept(
          pageId,
          "key[%d]=(hex)%s on %s page(%d) needs to be < than key of the next element in ancestor (hex)%s. Pages stack: %s"
              .formatted(
                  index,
                  show(key),
                  type,
                  pageId,
                  previous == null ? "" : show(previous),
                  Checker.text(stack)));
    }
  }

  private String show(byte[] key) {
    return keyFormat.apply(key);
  }
}
