// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;

/**
 * A linear memory that counts its pages against the {@link MemoryBudget} of its program. Growing
 * above the budget gives the -1 that the specification asks for, and the budget remembers it.
 * Everything else is the runtime's own memory. Not thread-safe, as a program has one thread.
 */
final class GuestMemory implements Memory {
  private final ByteArrayMemory bytes;
  private final MemoryBudget budget;
  private final int declaredMaximumPages;

  /**
   * Makes a memory with the pages that the module asks for at start.
   *
   * @throws MemoryBudget.ExceededAtStartException if they are above the budget
   */
  GuestMemory(MemoryLimits wanted, MemoryBudget budget) {
    long initialBytes = (long) wanted.initialPages() * PAGE_SIZE;
    if (!budget.take(initialBytes)) {
      throw new MemoryBudget.ExceededAtStartException(
          "it needs %,d bytes of memory to start".formatted(initialBytes));
    }
    // The runtime makes an array with a slot per possible page: no more slots than the budget could
    // ever fill.
    int maximum =
        Math.max(wanted.initialPages(), Math.min(wanted.maximumPages(), budget.maximumPages()));
    this.bytes =
        new ByteArrayMemory(new MemoryLimits(wanted.initialPages(), maximum, wanted.shared()));
    this.budget = budget;
    this.declaredMaximumPages = wanted.maximumPages();
  }

  @Override
  public int grow(int pages) {
    int before = bytes.pages();
    long after = (long) before + Integer.toUnsignedLong(pages);
    if (after > Math.min(declaredMaximumPages, RUNTIME_MAX_PAGES)) {
      return -1;
    }
    if (!budget.take((after - before) * PAGE_SIZE)) {
      return -1;
    }
    return bytes.grow(pages);
  }

  @Override
  public int maximumPages() {
    return Math.min(declaredMaximumPages, RUNTIME_MAX_PAGES);
  }

  @Override
  public void initialize(Instance instance, DataSegment[] segments) {
    bytes.initialize(instance, segments);
  }

  @Override
  public void initialize(Instance instance, DataSegment[] segments, int memoryIndex) {
    bytes.initialize(instance, segments, memoryIndex);
  }

  @Override
  public void initPassiveSegment(int segment, int destination, int offset, int size) {
    bytes.initPassiveSegment(segment, destination, offset, size);
  }

  // The atomic operations that the interface offers lock this object. With one thread per program
  // that is all they need.

  @Override
  @SuppressWarnings("removal")
  public Object lock(int address) {
    return this;
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int address, int expected, long timeoutNanos) {
    return bytes.waitOn(address, expected, timeoutNanos);
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int address, long expected, long timeoutNanos) {
    return bytes.waitOn(address, expected, timeoutNanos);
  }

  @Override
  @SuppressWarnings("removal")
  public int notify(int address, int maximumThreads) {
    return bytes.notify(address, maximumThreads);
  }

  @Override
  public byte read(int addr) {
    return bytes.read(addr);
  }

  @Override
  public byte[] readBytes(int addr, int len) {
    return bytes.readBytes(addr, len);
  }

  @Override
  public int readInt(int addr) {
    return bytes.readInt(addr);
  }

  @Override
  public long readLong(int addr) {
    return bytes.readLong(addr);
  }

  @Override
  public short readShort(int addr) {
    return bytes.readShort(addr);
  }

  @Override
  public long readU16(int addr) {
    return bytes.readU16(addr);
  }

  @Override
  public long readF32(int addr) {
    return bytes.readF32(addr);
  }

  @Override
  public float readFloat(int addr) {
    return bytes.readFloat(addr);
  }

  @Override
  public double readDouble(int addr) {
    return bytes.readDouble(addr);
  }

  @Override
  public long readF64(int addr) {
    return bytes.readF64(addr);
  }

  @Override
  public void write(int addr, byte[] data, int offset, int size) {
    bytes.write(addr, data, offset, size);
  }

  @Override
  public void writeI32(int addr, int data) {
    bytes.writeI32(addr, data);
  }

  @Override
  public void writeLong(int addr, long data) {
    bytes.writeLong(addr, data);
  }

  @Override
  public void writeShort(int addr, short data) {
    bytes.writeShort(addr, data);
  }

  @Override
  public void writeByte(int addr, byte data) {
    bytes.writeByte(addr, data);
  }

  @Override
  public void writeF32(int addr, float data) {
    bytes.writeF32(addr, data);
  }

  @Override
  public void writeF64(int addr, double data) {
    bytes.writeF64(addr, data);
  }

  @Override
  public void zero() {
    bytes.zero();
  }

  @Override
  public void fill(byte value, int fromIndex, int toIndex) {
    bytes.fill(value, fromIndex, toIndex);
  }

  @Override
  public void copy(int dest, int src, int size) {
    bytes.copy(dest, src, size);
  }

  @Override
  public void drop(int segment) {
    bytes.drop(segment);
  }

  @Override
  public int pages() {
    return bytes.pages();
  }

  @Override
  public int initialPages() {
    return bytes.initialPages();
  }

  @Override
  public boolean shared() {
    return bytes.shared();
  }
}
