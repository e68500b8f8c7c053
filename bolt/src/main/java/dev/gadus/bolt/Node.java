// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A page that a write transaction changes, in memory. Keys and values stay where they are, in the
 * mapped file or in the transaction's scratch memory; the node only holds their places. A value
 * follows its key at once.
 */
final class Node {
  private static final Node[] NO_CHILDREN = {};

  final boolean leaf;

  /** The page that this node was read from, and the pages that it takes; 0 when there is none. */
  long pageId;

  long pageCount;

  int count;
  long[] keys;
  int[] keySizes;

  /** Leaf: length of each value, and flags of each element. */
  int[] valueSizes;

  int[] flags;

  /** Branch: page of each child, and the child itself when it is in memory. */
  long[] childIds;

  @Nullable Node[] children;

  /** Bytes of the page image: header, elements, keys and values. */
  long size = Layout.PAGE_HEADER_BYTES;

  /** Lost an element, so that it may have become too small. */
  boolean shrunk;

  /** Got an element that is not its last. */
  boolean insertedWithin;

  /** Was filled at its end and goes on in a right neighbour. */
  boolean leftBehind;

  /** An empty node. */
  Node(boolean leaf, int capacity) {
    this.leaf = leaf;
    this.keys = new long[capacity];
    this.keySizes = new int[capacity];
    this.valueSizes = new int[leaf ? capacity : 0];
    this.flags = new int[leaf ? capacity : 0];
    this.childIds = new long[leaf ? 0 : capacity];
    this.children = leaf ? NO_CHILDREN : new Node[capacity];
  }

  /** Reads a page, or the image of an inline bucket, which ends at {@code end}. */
  static Node read(Pages pages, long page, long end) {
    int count = pages.count(page);
    boolean leaf = pages.isLeaf(page);
    Node node = new Node(leaf, count + 8);
    MemorySegment memory = pages.memory(page);
    long offset = Pages.offset(page);
    for (int i = 0; i < count; i++) {
      long element = Layout.element(offset, i);
      if (leaf) {
        node.keys[i] = pages.checkedLeafKey(page, end, i);
        node.keySizes[i] = (int) Layout.leafKeySize(memory, element);
        node.valueSizes[i] = (int) Layout.leafValueSize(memory, element);
        node.flags[i] = Layout.leafFlags(memory, element);
      } else {
        node.keys[i] = pages.checkedBranchKey(page, end, i);
        node.keySizes[i] = (int) Layout.branchKeySize(memory, element);
        node.childIds[i] = Layout.branchChild(memory, element);
      }
      node.count = i + 1;
      node.size += node.elementSize(i);
    }
    return node;
  }

  /** Returns what an element takes in a page image. */
  long elementSize(int index) {
    return (long) Layout.ELEMENT_BYTES + keySizes[index] + (leaf ? valueSizes[index] : 0);
  }

  boolean isBucket(int index) {
    return (flags[index] & Layout.BUCKET_FLAG) != 0;
  }

  boolean hasBuckets() {
    for (int i = 0; i < count; i++) {
      if (isBucket(i)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the index of a key, or where it would be, complemented. */
  int search(Pages pages, byte[] key) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long place = keys[middle];
      int order = Keys.compare(key, pages.memory(place), Pages.offset(place), keySizes[middle]);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return ~low;
  }

  /** Returns the index of the child that holds a key if any does. */
  int childIndex(Pages pages, byte[] key) {
    int index = search(pages, key);
    return index >= 0 ? index : Math.max(~index - 1, 0);
  }

  void insertLeaf(int index, long key, int keySize, int valueSize, int flag) {
    makeRoom(index);
    keys[index] = key;
    keySizes[index] = keySize;
    valueSizes[index] = valueSize;
    flags[index] = flag;
    size += elementSize(index);
  }

  void replaceLeaf(int index, long key, int keySize, int valueSize, int flag) {
    size -= elementSize(index);
    keys[index] = key;
    keySizes[index] = keySize;
    valueSizes[index] = valueSize;
    flags[index] = flag;
    size += elementSize(index);
  }

  void insertBranch(int index, long key, int keySize, long childId, @Nullable Node child) {
    makeRoom(index);
    keys[index] = key;
    keySizes[index] = keySize;
    childIds[index] = childId;
    children[index] = child;
    size += elementSize(index);
  }

  /** Has a child of a branch known by another key. */
  void replaceKey(int index, long key, int keySize) {
    size += keySize - keySizes[index];
    keys[index] = key;
    keySizes[index] = keySize;
  }

  /** Puts a page in the place of a child of a branch. */
  void replaceChild(int index, long key, int keySize, long childId) {
    replaceKey(index, key, keySize);
    childIds[index] = childId;
    children[index] = null;
  }

  private void makeRoom(int index) {
    insertedWithin |= index < count;
    if (count == keys.length) {
      setCapacity(count + (count >> 1) + 8);
    }
    int moved = count - index;
    System.arraycopy(keys, index, keys, index + 1, moved);
    System.arraycopy(keySizes, index, keySizes, index + 1, moved);
    if (leaf) {
      System.arraycopy(valueSizes, index, valueSizes, index + 1, moved);
      System.arraycopy(flags, index, flags, index + 1, moved);
    } else {
      System.arraycopy(childIds, index, childIds, index + 1, moved);
      System.arraycopy(children, index, children, index + 1, moved);
    }
    count++;
  }

  private void setCapacity(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    keySizes = Arrays.copyOf(keySizes, capacity);
    if (leaf) {
      valueSizes = Arrays.copyOf(valueSizes, capacity);
      flags = Arrays.copyOf(flags, capacity);
    } else {
      childIds = Arrays.copyOf(childIds, capacity);
      children = Arrays.copyOf(children, capacity);
    }
  }

  void remove(int index) {
    size -= elementSize(index);
    int moved = count - index - 1;
    System.arraycopy(keys, index + 1, keys, index, moved);
    System.arraycopy(keySizes, index + 1, keySizes, index, moved);
    if (leaf) {
      System.arraycopy(valueSizes, index + 1, valueSizes, index, moved);
      System.arraycopy(flags, index + 1, flags, index, moved);
    } else {
      System.arraycopy(childIds, index + 1, childIds, index, moved);
      System.arraycopy(children, index + 1, children, index, moved);
      children[count - 1] = null;
    }
    count--;
    shrunk = true;
  }

  /** Adds all elements of the right neighbour behind those of this node. */
  void append(Node right) {
    copyTo(this, right, 0, right.count);
    insertedWithin |= right.insertedWithin;
  }

  /** Moves the elements from {@code index} on into a new right neighbour. */
  Node splitOff(int index) {
    Node right = new Node(leaf, count - index + 8);
    copyTo(right, this, index, count);
    if (!leaf) {
      Arrays.fill(children, index, count, null);
    }
    count = index;
    size -= right.size - Layout.PAGE_HEADER_BYTES;
    right.shrunk = shrunk;
    right.insertedWithin = insertedWithin;
    return right;
  }

  /** Returns a node with the first elements of this one, and room for as many as it has. */
  Node copyOfFirst(int elements) {
    Node copy = new Node(leaf, count + 8);
    copyTo(copy, this, 0, elements);
    copy.insertedWithin = insertedWithin;
    return copy;
  }

  /** Copies elements behind those of the target. */
  private static void copyTo(Node target, Node source, int from, int to) {
    int copied = to - from;
    if (target.count + copied > target.keys.length) {
      target.setCapacity(target.count + copied + 8);
    }
    System.arraycopy(source.keys, from, target.keys, target.count, copied);
    System.arraycopy(source.keySizes, from, target.keySizes, target.count, copied);
    if (target.leaf) {
      System.arraycopy(source.valueSizes, from, target.valueSizes, target.count, copied);
      System.arraycopy(source.flags, from, target.flags, target.count, copied);
    } else {
      System.arraycopy(source.childIds, from, target.childIds, target.count, copied);
      System.arraycopy(source.children, from, target.children, target.count, copied);
    }
    for (int i = 0; i < copied; i++) {
      target.count++;
      target.size += target.elementSize(target.count - 1);
    }
  }
}
