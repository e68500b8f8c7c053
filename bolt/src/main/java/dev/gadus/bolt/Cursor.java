package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;

/** A place in a bucket's order of keys. Every move returns whether it stands on an entry. */
@SuppressWarnings("DoNotCallSuggester")
public final class Cursor {
  Cursor() {}

  public Bucket bucket() {
    throw new UnsupportedOperationException();
  }

  public boolean first() {
    throw new UnsupportedOperationException();
  }

  public boolean last() {
    throw new UnsupportedOperationException();
  }

  public boolean next() {
    throw new UnsupportedOperationException();
  }

  public boolean previous() {
    throw new UnsupportedOperationException();
  }

  /** Moves to the first key that is greater than or equal to {@code key}. */
  public boolean seek(byte[] key) {
    throw new UnsupportedOperationException();
  }

  public byte[] key() {
    throw new UnsupportedOperationException();
  }

  public byte[] value() {
    throw new UnsupportedOperationException();
  }

  public boolean isBucket() {
    throw new UnsupportedOperationException();
  }

  public MemorySegment keySegment() {
    throw new UnsupportedOperationException();
  }

  public MemorySegment valueSegment() {
    throw new UnsupportedOperationException();
  }

  public void delete() {
    throw new UnsupportedOperationException();
  }
}
