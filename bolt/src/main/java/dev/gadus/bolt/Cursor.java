// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a bucket's order of keys. Every move returns whether the cursor then stands on an
 * entry.
 *
 * <p>A new cursor stands before the first entry; {@link #next()} at the last entry moves behind it,
 * and {@link #previous()} at the first one moves before it, so that a loop is {@code while
 * (cursor.next())}. A cursor keeps its place by its key: entries may be put and deleted in any way
 * while it walks, and it goes on with the next key that is then there. After {@link #delete()} it
 * stands between the neighbours of the deleted entry. (Go's cursors differ: there, changes while
 * walking may skip entries, and walking back stops at an emptied page.)
 *
 * <p>Belongs to its transaction, so to one thread at a time.
 */
public final class Cursor {
  /** Where the cursor stands. */
  private enum Position {
    BEFORE_FIRST,
    ON_ENTRY,
    /** Where an entry was that is gone; {@code keyPlace} still names its key. */
    GAP,
    AFTER_LAST
  }

  private static final int FIRST_CAPACITY = 6;

  private final Bucket bucket;
  private final Transaction transaction;
  private final Tree tree;
  private final Pages pages;

  // The path from the root to the leaf. A level is a node in memory, or a page. Index and count of
  // the last level stand in fields of their own.
  private @Nullable Node[] nodes = new Node[FIRST_CAPACITY];
  private long[] places = new long[FIRST_CAPACITY];
  private long[] ends = new long[FIRST_CAPACITY];
  private int[] indexes = new int[FIRST_CAPACITY];
  private int[] counts = new int[FIRST_CAPACITY];
  private @Nullable BranchIndex[] branches = new BranchIndex[FIRST_CAPACITY];
  private boolean topIsLeaf;

  // The leaf page at the end of the path: its memory, its first element, and what ends it there.
  // A place in it is an offset in the memory plus the shift.
  private MemorySegment leafMemory = MemorySegment.NULL;
  private long leafElements;
  private long leafLimit;
  private long leafShift;

  @SuppressWarnings("UnusedVariable") // see prefetchNextLeaf
  private int touched;

  private int top = -1;
  private int index;
  private int count;

  private Position position = Position.BEFORE_FIRST;
  private int seenChanges;

  // The entry that the cursor stands on.
  private long keyPlace;
  private int keySize;
  private int valueSize;
  private int flags;

  Cursor(Bucket bucket) {
    this.bucket = bucket;
    this.transaction = bucket.transaction();
    this.tree = bucket.tree();
    this.pages = tree.pages();
  }

  /** {@return the bucket that the cursor walks through} */
  public Bucket bucket() {
    return bucket;
  }

  /**
   * Moves to the first entry.
   *
   * @return whether there is one
   */
  public boolean first() {
    bucket.requireOpen();
    try {
      boolean moved = moveFirst();
      Pages.letFaultsOut();
      return moved;
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * Moves to the last entry.
   *
   * @return whether there is one
   */
  public boolean last() {
    bucket.requireOpen();
    try {
      boolean moved = moveLast();
      Pages.letFaultsOut();
      return moved;
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * Moves to the next entry.
   *
   * @return whether there is one; if not, the cursor stands behind the last entry
   */
  public boolean next() {
    try {
      if (index + 1 < count && isAsSeen()) {
        index++;
        boolean standing = stand();
        Pages.letFaultsOut();
        return standing;
      }
      bucket.requireOpen();
      boolean moved = moveNext();
      Pages.letFaultsOut();
      return moved;
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * Moves to the entry before.
   *
   * @return whether there is one; if not, the cursor stands before the first entry
   */
  public boolean previous() {
    bucket.requireOpen();
    try {
      boolean moved = movePrevious();
      Pages.letFaultsOut();
      return moved;
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * Moves to the first key that is greater than or equal to {@code key}.
   *
   * @param key where to begin
   * @return whether there is one
   */
  public boolean seek(byte[] key) {
    bucket.requireOpen();
    try {
      find(key);
      Pages.letFaultsOut();
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
    return position == Position.ON_ENTRY;
  }

  /**
   * Moves to a key; returns whether it is there. When it is not, the cursor stands where {@link
   * #seek} would put it. One cursor can look up any number of keys; that allocates nothing.
   *
   * @param key the key to look up
   * @return whether it is there
   */
  public boolean seekExact(byte[] key) {
    bucket.requireOpen();
    try {
      return find(key);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /** {@return a copy of the key} */
  public byte[] key() {
    requireEntry();
    return copy(keyPlace, keySize);
  }

  /** {@return a copy of the value; empty when the entry is a bucket} */
  public byte[] value() {
    requireEntry();
    return copy(keyPlace + keySize, isBucketFlag() ? 0 : valueSize);
  }

  /** {@return whether the entry is a bucket} */
  public boolean isBucket() {
    requirePlace();
    return isBucketFlag();
  }

  /** {@return the length of the key in bytes} */
  public int keySize() {
    requirePlace();
    return keySize;
  }

  /** {@return the length of the value in bytes; 0 when the entry is a bucket} */
  public int valueSize() {
    requirePlace();
    return isBucketFlag() ? 0 : valueSize;
  }

  /**
   * {@return the memory in which the entry lies, with the key at {@link #keyOffset()} and the value
   * at {@link #valueOffset()}} Reading an entry in this way allocates nothing: in a read
   * transaction it is the same object at every call, and for every cursor, so a loop need ask but
   * once. It can be read for as long as {@link #keySegment()}.
   */
  public MemorySegment memory() {
    requirePlace();
    return transaction.memory(keyPlace);
  }

  /** {@return where in {@link #memory()} the key starts} */
  public long keyOffset() {
    requirePlace();
    return Pages.offset(keyPlace);
  }

  /** {@return where in {@link #memory()} the value starts} */
  public long valueOffset() {
    requirePlace();
    return Pages.offset(keyPlace) + keySize;
  }

  /**
   * {@return the key where it lies, without copying it} It can be read until the transaction ends,
   * by the thread that asked for the transaction's first segment; later it throws.
   */
  public MemorySegment keySegment() {
    requireEntry();
    return transaction.segment(keyPlace, keySize);
  }

  /** {@return the value where it lies, as {@link #keySegment()} does; empty for a bucket} */
  public MemorySegment valueSegment() {
    requireEntry();
    return transaction.segment(keyPlace + keySize, isBucketFlag() ? 0 : valueSize);
  }

  /**
   * Deletes the entry. The cursor then stands between its neighbours.
   *
   * @throws BoltException.IncompatibleValue when it is a bucket
   */
  public void delete() {
    requireEntry();
    bucket.requireWritable();
    if (isBucketFlag()) {
      throw new BoltException.IncompatibleValue("the entry to delete is a bucket");
    }
    byte[] key = key();
    try {
      tree.remove(key);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
    position = Position.GAP;
  }

  /** Returns how many levels the way to the entry has; the last one is the leaf. */
  int levels() {
    return top + 1;
  }

  /** Returns the place of a level's page, or -1 when the level is a node in memory. */
  long pageAt(int level) {
    return nodes[level] == null ? places[level] : -1;
  }

  /** Returns the page at which the bucket that is the entry starts, as it is stored. */
  long bucketRoot() {
    requireEntry();
    long value = keyPlace + keySize;
    return valueSize < Layout.BUCKET_HEADER_BYTES
        ? 0
        : Layout.bucketRoot(pages.memory(value), Pages.offset(value));
  }

  private boolean moveFirst() {
    start();
    while (!topIsLeaf) {
      descend();
    }
    return count > 0 ? stand() : stepForward();
  }

  private boolean moveLast() {
    start();
    index = count - 1;
    while (!topIsLeaf) {
      descend();
      index = count - 1;
    }
    return count > 0 ? stand() : stepBack();
  }

  private boolean moveNext() {
    if (position != Position.ON_ENTRY) {
      return switch (position) {
        case BEFORE_FIRST -> moveFirst();
        case GAP -> seekFromHere() || position == Position.ON_ENTRY;
        case AFTER_LAST, ON_ENTRY -> false;
      };
    }
    if (seenChanges != tree.changes() && !seekFromHere()) {
      return position == Position.ON_ENTRY;
    }
    if (index + 1 < count) {
      index++;
      return stand();
    }
    return stepForward();
  }

  private boolean movePrevious() {
    if (position == Position.BEFORE_FIRST) {
      return false;
    }
    if (position == Position.GAP
        || (position == Position.ON_ENTRY && seenChanges != tree.changes())) {
      seekFromHere();
    }
    if (position == Position.AFTER_LAST) {
      return moveLast();
    }
    if (index > 0) {
      index--;
      return stand();
    }
    return stepBack();
  }

  /** Goes to the first key from the remembered one on; returns whether that one is still there. */
  private boolean seekFromHere() {
    return find(Keys.copy(pages.memory(keyPlace), Pages.offset(keyPlace), keySize));
  }

  /** Goes to the first key from {@code key} on; returns whether it is that one. */
  private boolean find(byte[] key) {
    start();
    while (!topIsLeaf) {
      index = searchBranch(key);
      descend();
    }
    Node node = nodes[top];
    int found =
        node == null ? pages.searchLeaf(places[top], ends[top], key) : node.search(pages, key);
    if (found >= 0) {
      index = found;
      return stand();
    }
    if (~found < count) {
      index = ~found;
      stand();
    } else {
      index = count - 1;
      stepForward();
    }
    return false;
  }

  private int searchBranch(byte[] key) {
    BranchIndex branch = branches[top];
    if (branch != null) {
      return branch.search(pages, key);
    }
    Node node = nodes[top];
    return node == null
        ? pages.searchBranch(places[top], ends[top], key)
        : node.childIndex(pages, key);
  }

  private void start() {
    seenChanges = tree.changes();
    top = -1;
    Node root = tree.root();
    if (root != null) {
      pushNode(root);
    } else if (tree.rootPage() != 0) {
      pushPage(tree.rootPage());
    } else {
      long page = tree.rootPlace();
      push(null, null, page, tree.end(page), pages.count(page), true);
    }
  }

  private void pushNode(Node node) {
    push(node, null, 0, 0, node.count, node.leaf);
  }

  private void pushPage(long pageId) {
    BranchIndex branch = pages.branch(pageId);
    if (branch != null) {
      push(null, branch, branch.page(), 0, branch.count(), false);
      return;
    }
    long page = pages.page(pageId);
    push(null, null, page, pages.end(page), pages.count(page), pages.isLeaf(page));
  }

  private void push(
      @Nullable Node node,
      @Nullable BranchIndex branch,
      long place,
      long end,
      int count,
      boolean leaf) {
    if (top >= 0) {
      indexes[top] = index;
      counts[top] = this.count;
    }
    top++;
    if (top == nodes.length) {
      if (top >= Pages.MAX_DEPTH) {
        throw tree.tooDeep();
      }
      int capacity = top * 2;
      nodes = Arrays.copyOf(nodes, capacity);
      branches = Arrays.copyOf(branches, capacity);
      places = Arrays.copyOf(places, capacity);
      ends = Arrays.copyOf(ends, capacity);
      indexes = Arrays.copyOf(indexes, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
    nodes[top] = node;
    branches[top] = branch;
    places[top] = place;
    ends[top] = end;
    this.count = count;
    index = 0;
    topIsLeaf = leaf;
    if (leaf && node == null) {
      long offset = Pages.offset(place);
      leafMemory = pages.memory(place);
      leafElements = offset + Layout.PAGE_HEADER_BYTES;
      leafLimit = offset + (end - place);
      leafShift = place - offset;
    }
  }

  /** Goes back to the level above; returns whether there is one. */
  private boolean pop() {
    top--;
    if (top < 0) {
      return false;
    }
    index = indexes[top];
    count = counts[top];
    return true;
  }

  /** Goes down to the child at the index of the top level, which is a branch. */
  private void descend() {
    Node node = nodes[top];
    BranchIndex branch = branches[top];
    if (index < 0 || index >= count) {
      throw new BoltException.CorruptDatabase(
          node == null ? Layout.id(pages.file(), places[top]) : node.pageId,
          "is a branch without children");
    }
    if (branch != null) {
      pushPage(branch.child(index));
    } else if (node == null) {
      pushPage(pages.child(places[top], index));
    } else {
      Node child = node.children[index];
      if (child == null) {
        pushPage(node.childIds[index]);
      } else {
        pushNode(child);
      }
    }
  }

  /** Goes on to the next leaf that has an entry. */
  private boolean stepForward() {
    while (true) {
      // The top is a leaf that is done with, or a branch all of whose children are.
      if (!pop()) {
        position = Position.AFTER_LAST;
        return false;
      }
      if (index + 1 < count) {
        index++;
        topIsLeaf = false;
        while (!topIsLeaf) {
          descend();
        }
        prefetchNextLeaf();
        if (count > 0) {
          return stand();
        }
      }
    }
  }

  /**
   * Touches the leaf after this one, so that the processor fetches it while this one is walked
   * through. The value is of no use; it is kept so that the compiler does not drop the access.
   */
  private void prefetchNextLeaf() {
    int parent = top - 1;
    BranchIndex branch = branches[parent];
    if (branch != null && indexes[parent] + 1 < counts[parent]) {
      touched += pages.touch(branch.child(indexes[parent] + 1));
    }
  }

  /** Goes back to the leaf before that has an entry. */
  private boolean stepBack() {
    while (true) {
      if (!pop()) {
        position = Position.BEFORE_FIRST;
        return false;
      }
      if (index > 0) {
        index--;
        topIsLeaf = false;
        while (!topIsLeaf) {
          descend();
          index = count - 1;
        }
        if (count > 0) {
          return stand();
        }
      }
    }
  }

  /** Takes in the entry at the end of the path. */
  private boolean stand() {
    Node node = nodes[top];
    if (node == null) {
      standInPage(index);
    } else {
      keyPlace = node.keys[index];
      keySize = node.keySizes[index];
      valueSize = node.valueSizes[index];
      flags = node.flags[index];
    }
    position = Position.ON_ENTRY;
    return true;
  }

  /** Takes in an element of the leaf page, by two reads of eight bytes. */
  private void standInPage(int index) {
    long element = leafElements + (long) index * Layout.ELEMENT_BYTES;
    long flagsAndPosition = leafMemory.get(Layout.U64, element);
    long sizes = leafMemory.get(Layout.U64, element + Long.BYTES);
    long key = element + (flagsAndPosition >>> Integer.SIZE);
    long end = key + (sizes & 0xFFFF_FFFFL) + (sizes >>> Integer.SIZE);
    // Negative when it ends behind the page, or when a size has its highest bit set.
    if ((leafLimit - end | sizes | sizes << Integer.SIZE) < 0) {
      throw end > leafLimit ? pages.outside(places[top], index) : pages.tooLong(places[top], index);
    }
    keyPlace = key + leafShift;
    keySize = (int) sizes;
    valueSize = (int) (sizes >>> Integer.SIZE);
    flags = (int) flagsAndPosition;
  }

  /** Makes sure that the cursor stands on an entry that is there, as it is now. */
  private void requireEntry() {
    bucket.requireOpen();
    if (position == Position.ON_ENTRY && seenChanges != tree.changes()) {
      refresh();
    }
    if (position != Position.ON_ENTRY) {
      throw new IllegalStateException("the cursor stands on no entry");
    }
  }

  /**
   * The same for what the cursor knows of the entry without reading memory, or for reading memory,
   * which by itself throws when the database was closed.
   */
  private void requirePlace() {
    if (!isAsSeen()) {
      requireEntry();
    }
  }

  /** Returns whether the cursor stands on an entry and nothing has happened since. */
  private boolean isAsSeen() {
    return position == Position.ON_ENTRY && seenChanges == tree.changes() && transaction.isOpen();
  }

  /** Looks whether the entry is still there after a change of the bucket. */
  private void refresh() {
    long place = keyPlace;
    int size = keySize;
    try {
      if (!seekFromHere()) {
        keyPlace = place;
        keySize = size;
        position = Position.GAP;
      }
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  private byte[] copy(long place, int size) {
    try {
      byte[] bytes = Keys.copy(pages.memory(place), Pages.offset(place), size);
      Pages.letFaultsOut();
      return bytes;
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  private boolean isBucketFlag() {
    return (flags & Layout.BUCKET_FLAG) != 0;
  }
}
