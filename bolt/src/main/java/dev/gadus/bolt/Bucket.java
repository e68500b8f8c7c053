// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bucket: keys with values, and further buckets, all in the order of their unsigned bytes. It
 * belongs to its transaction and is used by one thread at a time. Arrays that are given and
 * returned are copied.
 */
public final class Bucket {
  /** Longest key in bytes; the format's limit. */
  public static final int MAX_KEY_BYTES = 32768;

  /** Longest value in bytes; the format's limit. */
  public static final int MAX_VALUE_BYTES = Integer.MAX_VALUE - 1;

  /** Pages are half full after a split, so that later inserts find room; the same as bbolt's. */
  public static final double DEFAULT_FILL_PERCENT = 0.5;

  private static final double MIN_FILL_PERCENT = 0.1;
  private static final double MAX_FILL_PERCENT = 1.0;

  /** Buckets right above with which one that is opened is compared. */
  private static final int NEAR_BUCKETS = 64;

  /** Header of a bucket that is stored inline and empty. */
  private static final byte[] EMPTY_BUCKET_VALUE = emptyBucketValue();

  private final Transaction transaction;
  private final Tree tree;
  private byte[] name;
  private @Nullable Bucket parent;
  private long sequence;
  private boolean deleted;
  private final int depth;

  /** The bucket above at the greatest power of two of the depth, when it was opened. */
  private final @Nullable Bucket landmark;

  private double fillPercent = DEFAULT_FILL_PERCENT;

  /** How full a page is after a split where the tree has only grown at its end. */
  private double fillPercentAtEnd = MAX_FILL_PERCENT;

  /** The buckets below that this write transaction has met. */
  private final TreeMap<byte[], Bucket> children = new TreeMap<>(Arrays::compareUnsigned);

  Bucket(Transaction transaction, @Nullable Bucket parent, byte[] name, Tree tree, long sequence) {
    this.transaction = transaction;
    this.parent = parent;
    this.name = name;
    this.tree = tree;
    this.sequence = sequence;
    this.depth = parent == null ? 0 : parent.depth + 1;
    if (parent == null) {
      this.landmark = null;
    } else {
      this.landmark = Integer.bitCount(parent.depth) == 1 ? parent : parent.landmark;
    }
  }

  private static byte[] emptyBucketValue() {
    byte[] value = new byte[Layout.BUCKET_HEADER_BYTES + Layout.PAGE_HEADER_BYTES];
    value[Layout.BUCKET_HEADER_BYTES + 8] = Layout.LEAF_FLAG;
    return value;
  }

  Tree tree() {
    return tree;
  }

  byte[] name() {
    return name;
  }

  /** Returns the bucket that this one is in; the root bucket is in none. */
  @Nullable Bucket parent() {
    return parent;
  }

  Map<byte[], Bucket> children() {
    return children;
  }

  long rawSequence() {
    return sequence;
  }

  double fillPercent() {
    return fillPercent;
  }

  double fillPercentAtEnd() {
    return fillPercentAtEnd;
  }

  void requireOpen() {
    transaction.requireOpen();
    if (deleted) {
      throw new BoltException.TransactionClosed("the bucket " + quoted(name) + " was deleted");
    }
  }

  void requireWritable() {
    requireOpen();
    if (!transaction.isWritable()) {
      throw new BoltException.TransactionNotWritable("transaction=" + transaction.id());
    }
  }

  private static String quoted(byte[] key) {
    int shown = Math.min(key.length, 64);
    String hex = HexFormat.of().formatHex(key, 0, shown);
    return "0x" + hex + (shown < key.length ? "... (" + key.length + " bytes)" : "");
  }

  /** {@return the transaction that the bucket belongs to} */
  public Transaction transaction() {
    return transaction;
  }

  /** {@return whether the bucket can be changed} */
  public boolean isWritable() {
    return transaction.isWritable();
  }

  /** {@return the page at which the bucket's tree starts; 0 when it is stored in its parent} */
  public long rootPageId() {
    return tree.rootPage();
  }

  /**
   * {@return a copy of the value of a key; empty when there is none, or when it is a bucket}
   *
   * @param key the key to look up
   */
  public Optional<byte[]> get(byte[] key) {
    requireOpen();
    try {
      if (!findValue(key)) {
        return Optional.empty();
      }
      byte[] value = tree.copyFoundValue();
      Pages.letFaultsOut();
      return Optional.of(value);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * {@return the value of a key where it lies, without copying it; empty when there is none, or
   * when it is a bucket} It can be read for as long as {@link Cursor#keySegment()}.
   *
   * @param key the key to look up
   */
  public Optional<MemorySegment> getSegment(byte[] key) {
    requireOpen();
    try {
      return findValue(key)
          ? Optional.of(transaction.segment(tree.foundValue(), tree.foundValueSize()))
          : Optional.empty();
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  private boolean findValue(byte[] key) {
    boolean found = tree.find(key) && !tree.foundBucket();
    Pages.letFaultsOut();
    return found;
  }

  /**
   * Stores a value under a key, in place of what is there.
   *
   * @param key 1 to 32,768 bytes; copied
   * @param value may be empty; copied
   * @throws BoltException.IncompatibleValue when the key is a bucket
   */
  public void put(byte[] key, byte[] value) {
    requireWritable();
    if (key.length == 0) {
      throw new BoltException.KeyRequired("put into bucket " + quoted(name));
    }
    if (key.length > MAX_KEY_BYTES) {
      throw new BoltException.KeyTooLarge("length=" + key.length + " limit=" + MAX_KEY_BYTES);
    }
    if (value.length > MAX_VALUE_BYTES) {
      throw new BoltException.ValueTooLarge("length=" + value.length + " limit=" + MAX_VALUE_BYTES);
    }
    try {
      if (tree.locate(key) && tree.foundBucket()) {
        throw new BoltException.IncompatibleValue("the key " + quoted(key) + " is a bucket");
      }
      tree.putHere(transaction.scratch().add(key, value), key.length, value.length, 0);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  private boolean find(byte[] key) {
    try {
      return tree.find(key);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /** Stores the header or the image of a bucket below. */
  void putBucketValue(byte[] key, byte[] value) {
    tree.locate(key);
    tree.putHere(
        transaction.scratch().add(key, value), key.length, value.length, Layout.BUCKET_FLAG);
  }

  /**
   * Deletes a key; nothing happens when there is none.
   *
   * @param key the key to delete
   * @throws BoltException.IncompatibleValue when the key is a bucket
   */
  public void delete(byte[] key) {
    requireWritable();
    try {
      if (!tree.find(key)) {
        return;
      }
      if (tree.foundBucket()) {
        throw new BoltException.IncompatibleValue("the key " + quoted(key) + " is a bucket");
      }
      tree.remove(key);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * {@return the bucket of this name; empty when there is none}
   *
   * @param childName the name of a bucket directly in this one
   */
  public Optional<Bucket> bucket(byte[] childName) {
    requireOpen();
    Bucket known = children.get(childName);
    if (known != null) {
      return Optional.of(known);
    }
    Bucket child;
    try {
      if (!tree.find(childName) || !tree.foundBucket()) {
        return Optional.empty();
      }
      child = openFound(childName.clone());
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
    if (transaction.isWritable()) {
      children.put(child.name, child);
    }
    return Optional.of(child);
  }

  private Bucket openFound(byte[] childName) {
    Pages pages = tree.pages();
    long value = tree.foundValue();
    Tree childTree = openTree(pages, value, tree.foundValueSize());
    requireNotAbove(childTree.rootPage());
    long childSequence = Layout.bucketSequence(pages.memory(value), Pages.offset(value));
    return new Bucket(transaction, this, childName, childTree, childSequence);
  }

  /**
   * A bucket that holds itself would have no end. Comparing with every bucket above would take the
   * square of the depth, so far up it is one: whoever goes down the same way again and again comes
   * to meet it.
   */
  private void requireNotAbove(long childRoot) {
    if (childRoot == 0) {
      return;
    }
    Bucket above = this;
    for (int i = 0; i < NEAR_BUCKETS && above != null; i++) {
      above.requireOtherRoot(childRoot);
      above = above.parent;
    }
    if (landmark != null) {
      landmark.requireOtherRoot(childRoot);
    }
  }

  private void requireOtherRoot(long childRoot) {
    if (tree.rootPage() == childRoot) {
      throw new BoltException.CorruptDatabase(
          childRoot, "is the root of a bucket and of one in it: a cycle");
    }
  }

  /** Returns the tree that a bucket's value describes. */
  static Tree openTree(Pages pages, long value, long size) {
    if (size < Layout.BUCKET_HEADER_BYTES) {
      throw new BoltException.CorruptDatabase(
          BoltException.CorruptDatabase.NO_PAGE, "a bucket's value is too short: size=" + size);
    }
    long root = Layout.bucketRoot(pages.memory(value), Pages.offset(value));
    return root == 0
        ? Tree.inline(pages, value + Layout.BUCKET_HEADER_BYTES, value + size)
        : Tree.at(pages, root);
  }

  /**
   * Makes a bucket.
   *
   * @param childName its name, as a key
   * @return the new bucket
   * @throws BoltException.BucketExists when there is one of this name
   * @throws BoltException.IncompatibleValue when the name is a plain key
   */
  public Bucket createBucket(byte[] childName) {
    requireWritable();
    if (childName.length == 0) {
      throw new BoltException.BucketNameRequired("create a bucket in bucket " + quoted(name));
    }
    if (find(childName)) {
      if (tree.foundBucket()) {
        throw new BoltException.BucketExists("name=" + quoted(childName));
      }
      throw new BoltException.IncompatibleValue(
          "the name " + quoted(childName) + " is a plain key");
    }
    transaction.orDoom(() -> putBucketValue(childName, EMPTY_BUCKET_VALUE));
    Bucket child = new Bucket(transaction, this, childName.clone(), Tree.empty(tree.pages()), 0);
    children.put(child.name, child);
    return child;
  }

  /**
   * {@return the bucket of this name, after making it when there is none}
   *
   * @param childName its name, as a key
   */
  public Bucket createBucketIfAbsent(byte[] childName) {
    requireWritable();
    Optional<Bucket> present = bucket(childName);
    return present.isPresent() ? present.get() : createBucket(childName);
  }

  /**
   * Deletes a bucket with all that is in it.
   *
   * @param childName the name of a bucket directly in this one
   * @throws BoltException.BucketNotFound when there is none of this name
   * @throws BoltException.IncompatibleValue when the name is a plain key
   */
  public void deleteBucket(byte[] childName) {
    requireWritable();
    Bucket child = existing(childName);
    transaction.orDoom(() -> {
      child.discard();
      children.remove(childName);
      tree.remove(childName);
    });
  }

  private Bucket existing(byte[] childName) {
    Optional<Bucket> child = bucket(childName);
    if (child.isPresent()) {
      return child.get();
    }
    if (find(childName)) {
      throw new BoltException.IncompatibleValue(
          "the name " + quoted(childName) + " is a plain key");
    }
    throw new BoltException.BucketNotFound("name=" + quoted(childName));
  }

  /** Gives up all pages of this bucket and of those below, however deep. */
  private void discard() {
    Deque<Cursor> open = new ArrayDeque<>();
    open.addLast(discardOwnPages());
    while (!open.isEmpty()) {
      Cursor cursor = open.getLast();
      if (!cursor.next()) {
        cursor.bucket().deleted = true;
        // So that the cursors in it look whether it is still there.
        cursor.bucket().tree.noteChange();
        open.removeLast();
      } else if (cursor.isBucket()) {
        Optional<Bucket> below = cursor.bucket().bucket(cursor.key());
        below.ifPresent(bucket -> open.addLast(bucket.discardOwnPages()));
      }
    }
  }

  /** Comes first, so that a page that is used twice is noticed before its buckets are met again. */
  private Cursor discardOwnPages() {
    transaction.changes().free(tree);
    return new Cursor(this);
  }

  /**
   * Moves a bucket from this one into another one of the same transaction, with all that is in it
   * and all changes that this transaction has made there.
   *
   * @param childName the name of a bucket directly in this one
   * @param target where it goes, under the same name
   * @throws BoltException.SameBuckets when the target is this bucket, or the moved bucket, or one
   *     in it
   */
  public void moveBucket(byte[] childName, Bucket target) {
    requireWritable();
    target.requireWritable();
    if (target.transaction != transaction) {
      throw new BoltException.DifferentDatabase("the buckets belong to two transactions");
    }
    Bucket child = existing(childName);
    if (target == this) {
      throw new BoltException.SameBuckets("move " + quoted(childName));
    }
    for (Bucket above = target; above != null; above = above.parent) {
      if (above == child) {
        throw new BoltException.SameBuckets(
            "the bucket cannot move into itself: " + quoted(childName));
      }
    }
    if (target.find(childName)) {
      if (target.tree.foundBucket()) {
        throw new BoltException.BucketExists("name=" + quoted(childName) + " in the target");
      }
      throw new BoltException.IncompatibleValue(
          "the name " + quoted(childName) + " is a plain key in the target");
    }
    transaction.orDoom(() -> {
      tree.find(childName);
      byte[] value = tree.copyFoundValue();
      children.remove(childName);
      tree.remove(childName);
      target.putBucketValue(childName, value);
      target.children.put(child.name, child);
      child.parent = target;
    });
  }

  /** {@return a cursor that stands before the first entry} */
  public Cursor cursor() {
    requireOpen();
    return new Cursor(this);
  }

  /**
   * Shows every entry to a consumer, in order. It may change the bucket, as with a cursor.
   *
   * @param <E> what the consumer may throw
   * @param consumer called once for each entry
   * @throws E what the consumer throws, which ends the walk
   */
  public <E extends Exception> void forEach(EntryConsumer<E> consumer) throws E {
    Cursor cursor = cursor();
    while (cursor.next()) {
      byte[] key = cursor.key();
      consumer.accept(key, cursor.isBucket() ? Optional.empty() : Optional.of(cursor.value()));
    }
  }

  /** {@return the names of the buckets directly in this one, in order} */
  public List<byte[]> bucketNames() {
    List<byte[]> names = new ArrayList<>();
    Cursor cursor = cursor();
    while (cursor.next()) {
      if (cursor.isBucket()) {
        names.add(cursor.key());
      }
    }
    return names;
  }

  /** {@return the bucket's sequence, an unsigned number} */
  public long sequence() {
    requireOpen();
    return sequence;
  }

  /**
   * Sets the bucket's sequence.
   *
   * @param value an unsigned number
   */
  public void setSequence(long value) {
    requireWritable();
    try {
      tree.rootNode();
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
    tree.pages().noteChange();
    sequence = value;
  }

  /**
   * Adds one to the bucket's sequence and returns it; the first is 1.
   *
   * @return the new sequence, an unsigned number
   */
  public long nextSequence() {
    setSequence(sequence + 1);
    return sequence;
  }

  /**
   * Sets how full a page of this bucket is after a split, from 0.1 to 1; values outside count as
   * the nearer bound. It holds for this object, so for this transaction. By default it is a half,
   * as in bbolt, and whole pages where keys only come behind the last one: there, a half would stay
   * empty for ever.
   *
   * @param fillPercent a share, from 0.1 to 1
   */
  public void setFillPercent(double fillPercent) {
    this.fillPercent = Math.clamp(fillPercent, MIN_FILL_PERCENT, MAX_FILL_PERCENT);
    this.fillPercentAtEnd = this.fillPercent;
  }

  /** {@return what the bucket takes in the file, without what this transaction has changed} */
  public BucketStatistics statistics() {
    requireOpen();
    try {
      return BucketMeter.measure(tree.pages(), tree);
    } catch (IllegalStateException | InternalError e) {
      throw transaction.explain(e);
    }
  }

  /**
   * {@return the shape of this bucket and of those below}
   *
   * @throws BoltException.CorruptDatabase when two buckets start at the same page
   */
  public BucketStructure inspect() {
    return BucketInspector.inspect(this);
  }

  /**
   * {@return what can be read of this bucket in a damaged file} In a read transaction only.
   *
   * @param damage is told of each damage when it is met
   */
  public ReadableParts readableParts(Consumer<CheckFinding> damage) {
    requireOpen();
    return new ReadableParts(this, damage);
  }
}
