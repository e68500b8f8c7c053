// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** One committed state: immutable, and swapped as a whole by a commit. */
final class Snapshot {
  private final Meta meta;
  private final Mapping mapping;
  private final long readableBytes;
  private final BranchCache branches;

  /**
   * @param meta what the commit wrote
   * @param mapping memory in which every page of it can be read
   * @param readableBytes length of the file that is known to be there
   * @param branches indexes of branch pages, the same for all states of a database
   */
  Snapshot(Meta meta, Mapping mapping, long readableBytes, BranchCache branches) {
    this.meta = meta;
    this.mapping = mapping;
    this.readableBytes = readableBytes;
    this.branches = branches;
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

  BranchCache branches() {
    return branches;
  }

  long transactionId() {
    return meta.transactionId();
  }
}
