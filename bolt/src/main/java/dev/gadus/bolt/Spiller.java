// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Brings the changed trees of a write transaction into the form in which they are stored: first
 * nodes that have become too small are merged, then nodes are cut into pages and written, children
 * before the parents that point at them. A bucket is written before the bucket that it is in.
 */
final class Spiller {
  /** A node of this few elements stays whole, however long; the same as bbolt's. */
  private static final int MAX_UNSPLIT_ELEMENTS = 4;

  /** Fewest elements of the left part of a split. */
  private static final int MIN_PART_ELEMENTS = 2;

  private final Writer writer;
  private final Pages pages;
  private final int pageSize;
  private long nodeCount;
  private long rebalanceCount;
  private long splitCount;
  private long spillCount;

  /** The pages that a node was written to: first key and number of each. */
  private static final class Parts {
    private static final int USUAL_PARTS = 2;

    final LongList keys = new LongList(USUAL_PARTS);
    final LongList keySizes = new LongList(USUAL_PARTS);
    final LongList pageIds = new LongList(USUAL_PARTS);

    /** Whether the node had grown at the tree's end alone. */
    boolean atEnd;
  }

  Spiller(Writer writer, Pages pages) {
    this.writer = writer;
    this.pages = pages;
    this.pageSize = pages.pageSize();
  }

  /** How many nodes were taken into memory, merged or removed, split, and written to pages. */
  record Counts(long nodes, long rebalances, long splits, long spills) {}

  Counts counts() {
    return new Counts(nodeCount, rebalanceCount, splitCount, spillCount);
  }

  /**
   * Returns the root bucket and those below that the transaction has met, each one before the
   * buckets in it. Buckets may be nested deeper than the thread's stack goes.
   */
  private static List<Bucket> met(Bucket root) {
    List<Bucket> met = new ArrayList<>();
    Deque<Bucket> open = new ArrayDeque<>();
    open.addLast(root);
    while (!open.isEmpty()) {
      Bucket bucket = open.removeLast();
      met.add(bucket);
      open.addAll(bucket.children().values());
    }
    return met;
  }

  /** Merges nodes that have become too small, in the root bucket and in those below. */
  void rebalance(Bucket rootBucket) {
    for (Bucket bucket : met(rootBucket)) {
      Tree tree = bucket.tree();
      Node root = tree.root();
      if (root != null) {
        rebalanceChildren(bucket, root);
        collapseRoot(tree);
      }
    }
  }

  private void rebalanceChildren(Bucket bucket, Node branch) {
    if (branch.leaf) {
      return;
    }
    for (int i = 0; i < branch.count; i++) {
      Node child = branch.children[i];
      if (child != null) {
        rebalanceChildren(bucket, child);
      }
    }
    int i = 0;
    while (i < branch.count) {
      Node child = branch.children[i];
      if (child == null || !child.shrunk || !isTooSmall(bucket, child)) {
        i++;
      } else if (child.count == 0) {
        writer.free(child.pageId, child.pageCount);
        branch.remove(i);
        rebalanceCount++;
      } else if (branch.count == 1) {
        i++;
      } else {
        i = Math.max(i - 1, 0);
        mergeWithRight(bucket.tree(), branch, i);
        if (!isTooSmall(bucket, branch.children[i])) {
          i++;
        }
      }
    }
  }

  private boolean isTooSmall(Bucket bucket, @org.jspecify.annotations.Nullable Node node) {
    if (node == null) {
      return false;
    }
    int least = node.leaf ? 1 : MIN_PART_ELEMENTS;
    return node.count < least || node.size <= (long) (pageSize * bucket.fillPercent()) / 2;
  }

  private void mergeWithRight(Tree tree, Node branch, int index) {
    Node left = tree.childNode(branch, index);
    Node right = tree.childNode(branch, index + 1);
    if (left.leaf != right.leaf) {
      throw new BoltException.CorruptDatabase(
          right.pageId, "has not the type of its neighbour, page " + left.pageId);
    }
    left.append(right);
    left.shrunk |= right.shrunk;
    writer.free(right.pageId, right.pageCount);
    branch.remove(index + 1);
    rebalanceCount++;
  }

  private void collapseRoot(Tree tree) {
    Node root = tree.rootNode();
    while (!root.leaf && root.count <= 1) {
      Node heir = root.count == 1 ? tree.childNode(root, 0) : new Node(true, 8);
      writer.free(root.pageId, root.pageCount);
      tree.setRoot(heir);
      root = heir;
      rebalanceCount++;
    }
  }

  /** Writes the changed nodes of a bucket, and in the bucket that it is in, where it now is. */
  private void spill(Bucket bucket, Bucket parent) {
    Tree tree = bucket.tree();
    Node root = tree.root();
    if (root == null) {
      return;
    }
    if (fitsInline(root)) {
      writer.free(root.pageId, root.pageCount);
      parent.putBucketValue(bucket.name(), inlineValue(root, bucket.rawSequence()));
    } else {
      tree.setRootPage(spillTree(bucket, root));
      parent.putBucketValue(bucket.name(), header(tree.rootPage(), bucket.rawSequence()));
    }
  }

  /**
   * Writes the changed nodes of the root bucket and of those below; returns the page where its tree
   * starts.
   */
  long spillRoot(Bucket rootBucket) {
    // In this order, the buckets of one parent come by name.
    for (Bucket bucket : met(rootBucket).reversed()) {
      Bucket parent = bucket.parent();
      if (parent != null) {
        spill(bucket, parent);
      }
      nodeCount += bucket.tree().nodeCount();
    }
    Tree tree = rootBucket.tree();
    Node root = tree.root();
    return root == null ? tree.rootPage() : spillTree(rootBucket, root);
  }

  private boolean fitsInline(Node root) {
    return root.leaf && root.size <= pageSize / 4 && !root.hasBuckets();
  }

  private static byte[] header(long rootPage, long sequence) {
    byte[] value = new byte[Layout.BUCKET_HEADER_BYTES];
    writeHeader(MemorySegment.ofArray(value), rootPage, sequence);
    return value;
  }

  private static void writeHeader(MemorySegment value, long rootPage, long sequence) {
    value.set(Layout.U64, 0, rootPage);
    value.set(Layout.U64, Long.BYTES, sequence);
  }

  private byte[] inlineValue(Node root, long sequence) {
    byte[] value = new byte[Layout.BUCKET_HEADER_BYTES + (int) root.size];
    MemorySegment target = MemorySegment.ofArray(value);
    writeHeader(target, 0, sequence);
    PageWriter.writeHead(target, Layout.BUCKET_HEADER_BYTES, root, 0, root.count, 0, 0);
    long at = Layout.element(Layout.BUCKET_HEADER_BYTES, root.count);
    for (int i = 0; i < root.count; i++) {
      long place = root.keys[i];
      long length = (long) root.keySizes[i] + root.valueSizes[i];
      MemorySegment.copy(pages.memory(place), Pages.offset(place), target, at, length);
      at += length;
    }
    return value;
  }

  /** Writes a tree from its root node on, adding branches on top until one page is the root. */
  private long spillTree(Bucket bucket, Node root) {
    Parts parts = new Parts();
    spillNode(bucket, root, true, parts);
    while (parts.pageIds.size() > 1) {
      Node branch = new Node(false, parts.pageIds.size());
      appendParts(branch, parts);
      branch.insertedWithin = !parts.atEnd;
      parts = new Parts();
      spillNode(bucket, branch, true, parts);
    }
    return parts.pageIds.get(0);
  }

  private static void appendParts(Node branch, Parts parts) {
    for (int i = 0; i < parts.pageIds.size(); i++) {
      branch.insertBranch(
          branch.count, parts.keys.get(i), (int) parts.keySizes.get(i), parts.pageIds.get(i), null);
    }
  }

  /**
   * Writes a node as one page or several.
   *
   * @param last whether no other node of its level comes behind it
   */
  private void spillNode(Bucket bucket, Node node, boolean last, Parts target) {
    Node stored = node.leaf ? node : spillChildren(bucket, node, last);
    writer.free(node.pageId, node.pageCount);
    target.atEnd = (last || node.leftBehind) && !stored.insertedWithin;
    double fillPercent = target.atEnd ? bucket.fillPercentAtEnd() : bucket.fillPercent();
    int from = 0;
    long bytes = stored.size;
    do {
      int to = splitEnd(stored, from, bytes, fillPercent);
      long partBytes = bytes;
      if (to < stored.count) {
        partBytes = bytesOf(stored, from, to);
        splitCount++;
      }
      writePart(stored, from, to, partBytes, target);
      bytes -= partBytes - Layout.PAGE_HEADER_BYTES;
      from = to;
    } while (from < stored.count);
  }

  private static long bytesOf(Node node, int from, int to) {
    long bytes = Layout.PAGE_HEADER_BYTES;
    for (int i = from; i < to; i++) {
      bytes += node.elementSize(i);
    }
    return bytes;
  }

  /**
   * Writes the children that are in memory; returns the branch with what they have become: the same
   * one while each child has become one page, as nearly all do.
   */
  private Node spillChildren(Bucket bucket, Node branch, boolean last) {
    Node result = branch;
    int end = branch.count - 1;
    for (int i = 0; i <= end; i++) {
      Node child = branch.children[i];
      if (child == null) {
        if (result != branch) {
          result.insertBranch(
              result.count, branch.keys[i], branch.keySizes[i], branch.childIds[i], null);
        }
        continue;
      }
      Parts parts = new Parts();
      spillNode(bucket, child, last && i == end, parts);
      if (result == branch && parts.pageIds.size() == 1) {
        branch.replaceChild(
            i, parts.keys.get(0), (int) parts.keySizes.get(0), parts.pageIds.get(0));
        continue;
      }
      if (result == branch) {
        result = branch.copyOfFirst(i);
      }
      appendParts(result, parts);
      result.insertedWithin |= i < end && parts.pageIds.size() > 1 && !parts.atEnd;
    }
    return result;
  }

  private void writePart(Node node, int from, int to, long bytes, Parts target) {
    long pageCount = Layout.pagesFor(bytes, pageSize);
    long pageId = writer.allocate(pageCount);
    writer.pageWriter().writeNode(pages, node, from, to, pageId, pageCount);
    spillCount++;
    target.keys.add(node.count == 0 ? 0 : node.keys[from]);
    target.keySizes.add(node.count == 0 ? 0 : node.keySizes[from]);
    target.pageIds.add(pageId);
  }

  /** Returns where the page that starts with element {@code from} ends; all from there is given. */
  private int splitEnd(Node node, int from, long bytes, double fillPercent) {
    int end = node.count;
    if (node.count - from > MAX_UNSPLIT_ELEMENTS && bytes >= pageSize) {
      long threshold = (long) (pageSize * fillPercent);
      long sum = Layout.PAGE_HEADER_BYTES;
      end = from;
      while (end < node.count - MIN_PART_ELEMENTS - 1) {
        long size = node.elementSize(end);
        if (end - from >= MIN_PART_ELEMENTS && sum + size > threshold) {
          break;
        }
        sum += size;
        end++;
      }
    }
    return bytes > Layout.MAX_PAGE_BYTES || end - from > Layout.MAX_ELEMENTS
        ? withinLimits(node, from, end)
        : end;
  }

  /** A page can hold so many elements and point so far, whatever its node holds. */
  private static int withinLimits(Node node, int from, int end) {
    int limited = Math.min(end, from + Layout.MAX_ELEMENTS);
    long bytes = Layout.PAGE_HEADER_BYTES;
    for (int i = from; i < limited; i++) {
      bytes += node.elementSize(i);
      if (bytes > Layout.MAX_PAGE_BYTES && i > from) {
        return i;
      }
    }
    return limited;
  }
}
