package dev.gadus.bolt;

import java.util.Optional;

/** A bucket: sorted keys with values, and further buckets. */
@SuppressWarnings("DoNotCallSuggester")
public final class Bucket {
  /** Longest key in bytes; the format's limit. */
  public static final int MAX_KEY_BYTES = 32768;

  /** Longest value in bytes; the format's limit. */
  public static final int MAX_VALUE_BYTES = Integer.MAX_VALUE - 1;

  Bucket() {}

  public Optional<byte[]> get(byte[] key) {
    throw new UnsupportedOperationException();
  }

  public void put(byte[] key, byte[] value) {
    throw new UnsupportedOperationException();
  }

  public void delete(byte[] key) {
    throw new UnsupportedOperationException();
  }

  public Optional<Bucket> bucket(byte[] name) {
    throw new UnsupportedOperationException();
  }

  public Bucket createBucket(byte[] name) {
    throw new UnsupportedOperationException();
  }

  public Bucket createBucketIfAbsent(byte[] name) {
    throw new UnsupportedOperationException();
  }

  public void deleteBucket(byte[] name) {
    throw new UnsupportedOperationException();
  }

  public Cursor cursor() {
    throw new UnsupportedOperationException();
  }

  public long sequence() {
    throw new UnsupportedOperationException();
  }

  public void setSequence(long value) {
    throw new UnsupportedOperationException();
  }

  public long nextSequence() {
    throw new UnsupportedOperationException();
  }

  public BucketStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  /** Returns the shape of this bucket and those below. */
  public BucketStructure inspect() {
    throw new UnsupportedOperationException();
  }

  public void setFillPercent(double fillPercent) {
    throw new UnsupportedOperationException();
  }

  /** Returns the page at which the tree starts; 0 when the bucket is stored inline. */
  public long rootPageId() {
    throw new UnsupportedOperationException();
  }

  public boolean isWritable() {
    throw new UnsupportedOperationException();
  }

  public Transaction transaction() {
    throw new UnsupportedOperationException();
  }
}
