// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The B+tree of one bucket as one transaction sees it: pages of the file (or the image that an
 * inline bucket keeps in its parent), and above them the nodes that a write transaction has taken
 * into memory. A node in memory stands for its page; the children of a page are pages.
 */
final class Tree {
  /**
   * Elements at which a node is split while the transaction still runs, so that inserting does not
   * move ever longer arrays. Many pages' worth: the commit splits it into pages anyway.
   */
  private static final int MAX_NODE_ELEMENTS = 1024;

  /** Levels that the way to a leaf has room for at first; doubled, it comes to the greatest. */
  private static final int USUAL_DEPTH = 8;

  private final Pages pages;

  /** Page at which the tree starts; 0 for an inline bucket. */
  private long rootPage;

  /** Image of an inline bucket. */
  private final long inlinePage;

  private final long inlineEnd;

  private @Nullable Node root;

  /** Grows with every change, so that a cursor notices. */
  private int changes;

  /** Nodes taken into memory. */
  private long nodeCount;

  // The way to the key that was located last; room for it is made when first needed.
  private @Nullable Node[] path = {};
  private int[] pathIndexes = {};
  private int pathDepth;
  private int leafIndex;

  // The entry that find() found.
  private long foundKey;
  private int foundKeySize;
  private int foundValueSize;
  private int foundFlags;

  private Tree(Pages pages, long rootPage, long inlinePage, long inlineEnd) {
    this.pages = pages;
    this.rootPage = rootPage;
    this.inlinePage = inlinePage;
    this.inlineEnd = inlineEnd;
  }

  static Tree at(Pages pages, long rootPage) {
    return new Tree(pages, rootPage, 0, 0);
  }

  static Tree inline(Pages pages, long page, long end) {
    return new Tree(pages, 0, pages.inlinePage(page, end), end);
  }

  /** Returns the tree of a new, empty bucket. */
  static Tree empty(Pages pages) {
    Tree tree = new Tree(pages, 0, 0, 0);
    tree.root = new Node(true, 8);
    return tree;
  }

  Pages pages() {
    return pages;
  }

  int changes() {
    return changes;
  }

  long nodeCount() {
    return nodeCount;
  }

  long rootPage() {
    return rootPage;
  }

  @Nullable Node root() {
    return root;
  }

  /** Returns the place of the root as a page; only while it is not a node. */
  long rootPlace() {
    return rootPage == 0 ? inlinePage : pages.page(rootPage);
  }

  /** Returns where a page of this tree ends. */
  long end(long page) {
    return rootPage == 0 ? inlineEnd : pages.end(page);
  }

  /** Looks a key up. When it is there, the {@code found} methods tell about it. */
  boolean find(byte[] key) {
    Node node = root;
    long pageId = rootPage;
    while (node != null) {
      if (node.leaf) {
        return foundInNode(node, node.search(pages, key));
      }
      int index = node.childIndex(pages, key);
      pageId = node.childIds[index];
      node = node.children[index];
    }
    if (pageId == 0) {
      return foundInPage(inlinePage, inlineEnd, pages.searchLeaf(inlinePage, inlineEnd, key));
    }
    for (int depth = 0; depth < Pages.MAX_DEPTH; depth++) {
      BranchIndex branch = pages.branch(pageId);
      if (branch != null) {
        pageId = branch.child(branch.search(pages, key));
        continue;
      }
      long page = pages.page(pageId);
      long end = pages.end(page);
      if (pages.isLeaf(page)) {
        return foundInPage(page, end, pages.searchLeaf(page, end, key));
      }
      pageId = pages.child(page, pages.searchBranch(page, end, key));
    }
    throw tooDeep();
  }

  private boolean foundInNode(Node node, int index) {
    if (index < 0) {
      return false;
    }
    foundKey = node.keys[index];
    foundKeySize = node.keySizes[index];
    foundValueSize = node.valueSizes[index];
    foundFlags = node.flags[index];
    return true;
  }

  private boolean foundInPage(long page, long end, int index) {
    if (index < 0) {
      return false;
    }
    MemorySegment memory = pages.memory(page);
    long element = Layout.element(Pages.offset(page), index);
    foundKey = pages.checkedLeafKey(page, end, index);
    foundKeySize = (int) Layout.leafKeySize(memory, element);
    foundValueSize = (int) Layout.leafValueSize(memory, element);
    foundFlags = Layout.leafFlags(memory, element);
    return true;
  }

  boolean foundBucket() {
    return (foundFlags & Layout.BUCKET_FLAG) != 0;
  }

  long foundValue() {
    return foundKey + foundKeySize;
  }

  int foundValueSize() {
    return foundValueSize;
  }

  byte[] copyFoundValue() {
    long value = foundValue();
    return Keys.copy(pages.memory(value), Pages.offset(value), foundValueSize);
  }

  /** Returns the root as a node. */
  Node rootNode() {
    Node node = root;
    if (node == null) {
      node = read(rootPlace());
      root = node;
    }
    return node;
  }

  /** Returns a child of a branch as a node. */
  Node childNode(Node parent, int index) {
    Node child = parent.children[index];
    if (child == null) {
      child = read(pages.page(parent.childIds[index]));
      parent.children[index] = child;
    }
    return child;
  }

  private Node read(long page) {
    Node node = Node.read(pages, page, end(page));
    if (rootPage != 0) {
      node.pageId = Layout.id(pages.file(), page);
      node.pageCount = Layout.overflow(pages.file(), page) + 1;
    }
    nodeCount++;
    return node;
  }

  /**
   * Goes down to the leaf for a key, taking the nodes on the way into memory; returns the depth.
   */
  private int descend(byte[] key) {
    if (path.length == 0) {
      path = new Node[USUAL_DEPTH];
      pathIndexes = new int[USUAL_DEPTH];
    }
    Node node = rootNode();
    int depth = 0;
    path[0] = node;
    while (!node.leaf) {
      if (depth + 1 == path.length) {
        deepen();
      }
      if (node.count == 0) {
        throw new BoltException.CorruptDatabase(node.pageId, "is a branch without children");
      }
      int index = node.childIndex(pages, key);
      pathIndexes[depth] = index;
      node = childNode(node, index);
      path[++depth] = node;
    }
    return depth;
  }

  private void deepen() {
    if (path.length >= Pages.MAX_DEPTH) {
      throw tooDeep();
    }
    path = Arrays.copyOf(path, path.length * 2);
    pathIndexes = Arrays.copyOf(pathIndexes, path.length);
  }

  /**
   * Goes to where a key is or would be, ready for {@link #putHere}; returns whether it is there,
   * and the {@code found} methods then tell about it.
   */
  boolean locate(byte[] key) {
    pathDepth = descend(key);
    Node leaf = requireNonNull(path[pathDepth]);
    leafIndex = leaf.search(pages, key);
    return foundInNode(leaf, leafIndex);
  }

  /**
   * Stores a value under the key that was located last; both already lie in memory, the value
   * behind the key.
   */
  void putHere(long place, int keySize, int valueSize, int flag) {
    Node leaf = requireNonNull(path[pathDepth]);
    if (leafIndex >= 0) {
      leaf.replaceLeaf(leafIndex, place, keySize, valueSize, flag);
    } else {
      leaf.insertLeaf(~leafIndex, place, keySize, valueSize, flag);
      if (leaf.count > MAX_NODE_ELEMENTS) {
        splitPath(pathDepth, ~leafIndex);
      }
    }
    noteChange();
  }

  /** Splits the leaf at the end of the path, and the branches above that this fills. */
  private void splitPath(int depth, int insertedAt) {
    int level = depth;
    int position = insertedAt;
    while (level >= 0) {
      Node node = requireNonNull(path[level]);
      if (node.count <= MAX_NODE_ELEMENTS) {
        return;
      }
      // Keys that arrive in order leave full nodes behind.
      boolean inOrder = position == node.count - 1;
      int at = inOrder ? node.count - 1 : node.count / 2;
      node.leftBehind = inOrder;
      Node right = node.splitOff(at);
      if (level == 0) {
        Node top = new Node(false, 8);
        top.insertBranch(0, node.keys[0], node.keySizes[0], node.pageId, node);
        top.insertBranch(1, right.keys[0], right.keySizes[0], 0, right);
        root = top;
        return;
      }
      Node parent = requireNonNull(path[level - 1]);
      position = pathIndexes[level - 1] + 1;
      // The first node of a level may hold keys before the one that its branch knows it by; the new
      // neighbour may begin before that one too.
      parent.replaceKey(position - 1, node.keys[0], node.keySizes[0]);
      parent.insertBranch(position, right.keys[0], right.keySizes[0], 0, right);
      level--;
    }
  }

  /**
   * Takes the way to a key into memory, so that it is written anew; returns whether a page is on
   * it. A tree that has changed since may lead elsewhere.
   */
  boolean touch(byte[] key, long pageId) {
    int depth = descend(key);
    boolean met = false;
    for (int i = 0; i <= depth; i++) {
      met |= requireNonNull(path[i]).pageId == pageId;
    }
    noteChange();
    return met;
  }

  /** Removes a key when it is there. */
  void remove(byte[] key) {
    if (locate(key)) {
      requireNonNull(path[pathDepth]).remove(leafIndex);
      noteChange();
    }
  }

  void noteChange() {
    changes++;
    pages.noteChange();
  }

  void setRoot(Node node) {
    root = node;
  }

  void setRootPage(long pageId) {
    rootPage = pageId;
  }

  BoltException.CorruptDatabase tooDeep() {
    return new BoltException.CorruptDatabase(
        rootPage, "the tree below is deeper than " + Pages.MAX_DEPTH + " levels: a cycle");
  }
}
