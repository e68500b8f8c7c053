package dev.gadus.bolt;

/** One committed state: immutable, and swapped as a whole by a commit. */
final class Snapshot {
  private final Meta meta;
  private final Mapping mapping;
  private final long readableBytes;

  /**
   * @param meta what the commit wrote
   * @param mapping memory in which every page of it can be read
   * @param readableBytes length of the file that is known to be there
   */
  Snapshot(Meta meta, Mapping mapping, long readableBytes) {
    this.meta = meta;
    this.mapping = mapping;
    this.readableBytes = readableBytes;
  }

  Meta meta() {
    return meta;
  }

  Mapping mapping() {
    return mapping;
  }

  long readableBytes() {
    return readableBytes;
  }

  long transactionId() {
    return meta.transactionId();
  }
}
