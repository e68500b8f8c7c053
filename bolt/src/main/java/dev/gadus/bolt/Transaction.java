package dev.gadus.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A transaction. Used by one thread at a time. */
@SuppressWarnings("DoNotCallSuggester")
public final class Transaction implements AutoCloseable {
  Transaction() {}

  public long id() {
    throw new UnsupportedOperationException();
  }

  public boolean isWritable() {
    throw new UnsupportedOperationException();
  }

  public long size() {
    throw new UnsupportedOperationException();
  }

  public Database database() {
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

  public void moveBucket(byte[] name, Bucket source, Bucket target) {
    throw new UnsupportedOperationException();
  }

  public Bucket rootBucket() {
    throw new UnsupportedOperationException();
  }

  public Cursor cursor() {
    throw new UnsupportedOperationException();
  }

  public void onCommit(Runnable handler) {
    throw new UnsupportedOperationException();
  }

  public void commit() {
    throw new UnsupportedOperationException();
  }

  public void rollback() {
    throw new UnsupportedOperationException();
  }

  public CheckReport check() {
    return check(CheckOptions.defaults());
  }

  public CheckReport check(CheckOptions options) {
    throw new UnsupportedOperationException();
  }

  public Optional<PageInfo> page(long id) {
    throw new UnsupportedOperationException();
  }

  public void writeTo(OutputStream out) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
