// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.nio.ByteBuffer;
import run.endive.runtime.Memory;

/**
 * The system calls that move data and make files longer or shorter ({@code fd_read}, {@code
 * fd_write} and their like). Data goes through a buffer of one size, whatever sizes the program
 * names, so that a program cannot make the node allocate. Used by the program's own thread.
 */
final class WasiData {
  /** Parts of one read or write, as on Linux. */
  static final int MAX_VECTORS = 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Descriptors descriptors;
  private final DiskBudget disk;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  WasiData(Descriptors descriptors, DiskBudget disk) {
    this.descriptors = descriptors;
    this.disk = disk;
  }

  void addTo(WasiFunctions functions) {
    functions.add("fd_allocate", "ill", (_, a) -> allocate((int) a[0], a[1], a[2]));
    functions.add("fd_datasync", "i", (_, a) -> sync((int) a[0], false));
    functions.add("fd_sync", "i", (_, a) -> sync((int) a[0], true));
    functions.add("fd_filestat_set_size", "il", (_, a) -> setSize((int) a[0], a[1]));
    functions.add(
        "fd_read", "iiii", (m, a) -> read(m, (int) a[0], (int) a[1], (int) a[2], -1, (int) a[3]));
    functions.add("fd_pread", "iiili", (m, a) -> positionedRead(m, a));
    functions.add(
        "fd_write", "iiii", (m, a) -> write(m, (int) a[0], (int) a[1], (int) a[2], -1, (int) a[3]));
    functions.add("fd_pwrite", "iiili", (m, a) -> positionedWrite(m, a));
    functions.add("fd_seek", "ilii", (m, a) -> seek(m, (int) a[0], a[1], (int) a[2], (int) a[3]));
    functions.add("fd_tell", "ii", (m, a) -> tell(m, (int) a[0], (int) a[1]));
  }

  private Descriptor.OpenFile writableFile(int number) throws WasiException {
    Descriptor.OpenFile file = descriptors.file(number, WasiErrno.INVAL);
    if (!file.writable()) {
      throw new WasiException(WasiErrno.BADF);
    }
    return file;
  }

  private void allocate(int number, long offset, long length) throws IOException {
    Descriptor.OpenFile file = writableFile(number);
    if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
      throw new WasiException(WasiErrno.INVAL);
    }
    extend(file, offset + length);
  }

  private void setSize(int number, long size) throws IOException {
    Descriptor.OpenFile file = writableFile(number);
    if (size < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    long before = file.channel().size();
    if (size <= before) {
      file.channel().truncate(size);
      disk.returnBytes(before - size);
    } else {
      extend(file, size);
    }
  }

  // Makes the file at least this long, filled up with zeros.
  private void extend(Descriptor.OpenFile file, long size) throws IOException {
    if (size > file.channel().size()) {
      takeGrowth(file, size);
      file.channel().write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
  }

  private void takeGrowth(Descriptor.OpenFile file, long size) throws IOException {
    long growth = size - file.channel().size();
    if (growth > 0) {
      disk.takeBytes(growth);
    }
  }

  private void sync(int number, boolean metadata) throws IOException {
    descriptors.file(number, WasiErrno.INVAL).channel().force(metadata);
  }

  private void positionedRead(Memory memory, long[] a) throws IOException {
    if (a[3] < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    descriptors.file((int) a[0], WasiErrno.SPIPE);
    read(memory, (int) a[0], (int) a[1], (int) a[2], a[3], (int) a[4]);
  }

  private void positionedWrite(Memory memory, long[] a) throws IOException {
    if (a[3] < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    if (descriptors.file((int) a[0], WasiErrno.SPIPE).append()) {
      throw new WasiException(WasiErrno.NOTSUP);
    }
    write(memory, (int) a[0], (int) a[1], (int) a[2], a[3], (int) a[4]);
  }

  // Reads at the position, or at the file's own when it is negative.
  private void read(Memory memory, int number, int vectors, int count, long position, int result)
      throws IOException {
    requireVectors(count);
    Descriptor descriptor = descriptors.get(number);
    if (descriptor instanceof Descriptor.Input) {
      memory.writeI32(result, 0);
      return;
    }
    if (descriptor instanceof Descriptor.Output) {
      throw new WasiException(WasiErrno.BADF);
    }
    Descriptor.OpenFile file = descriptors.file(number, WasiErrno.BADF);
    if (!file.readable()) {
      throw new WasiException(WasiErrno.BADF);
    }
    int total = 0;
    boolean more = true;
    for (int i = 0; i < count && more; i++) {
      int address = memory.readInt(vectors + i * 8);
      int length = vectorLength(memory, vectors + i * 8 + 4, total);
      int done = 0;
      while (done < length && more) {
        WasiFunctions.stopWhenInterrupted();
        ByteBuffer target = ByteBuffer.wrap(buffer, 0, Math.min(BUFFER_BYTES, length - done));
        int wanted = target.remaining();
        int got =
            position < 0
                ? file.channel().read(target)
                : file.channel().read(target, position + total);
        if (got > 0) {
          memory.write(address + done, buffer, 0, got);
          done += got;
          total += got;
        }
        more = got == wanted;
      }
    }
    memory.writeI32(result, total);
  }

  private void write(Memory memory, int number, int vectors, int count, long position, int result)
      throws IOException {
    requireVectors(count);
    Descriptor descriptor = descriptors.get(number);
    if (descriptor instanceof Descriptor.Input) {
      throw new WasiException(WasiErrno.BADF);
    }
    int total = 0;
    for (int i = 0; i < count; i++) {
      int address = memory.readInt(vectors + i * 8);
      int length = vectorLength(memory, vectors + i * 8 + 4, total);
      int done = 0;
      while (done < length) {
        WasiFunctions.stopWhenInterrupted();
        byte[] part = memory.readBytes(address + done, Math.min(BUFFER_BYTES, length - done));
        try {
          if (descriptor instanceof Descriptor.Output stream) {
            stream.output().write(part, part.length);
          } else {
            writePart(number, part, position < 0 ? -1 : position + total);
          }
        } catch (WasiException e) {
          if (total == 0) {
            throw e;
          }
          // What was written before the space ran out counts; the program's next write gets the
          // error.
          memory.writeI32(result, total);
          return;
        }
        done += part.length;
        total += part.length;
      }
    }
    memory.writeI32(result, total);
  }

  private void writePart(int number, byte[] part, long position) throws IOException {
    Descriptor.OpenFile file = descriptors.file(number, WasiErrno.BADF);
    if (!file.writable()) {
      throw new WasiException(WasiErrno.BADF);
    }
    if (file.append()) {
      file.channel().position(file.channel().size());
    }
    long start = position < 0 ? file.channel().position() : position;
    if (start > Long.MAX_VALUE - part.length) {
      throw new WasiException(WasiErrno.INVAL);
    }
    takeGrowth(file, start + part.length);
    ByteBuffer source = ByteBuffer.wrap(part);
    while (source.hasRemaining()) {
      int at = source.position();
      int written =
          position < 0 ? file.channel().write(source) : file.channel().write(source, position + at);
      if (written <= 0) {
        throw new WasiException(WasiErrno.IO);
      }
    }
  }

  private static void requireVectors(int count) throws WasiException {
    if (count < 0 || count > MAX_VECTORS) {
      throw new WasiException(WasiErrno.INVAL);
    }
  }

  private static int vectorLength(Memory memory, int address, int total) throws WasiException {
    int length = memory.readInt(address);
    if (length < 0 || length > Integer.MAX_VALUE - total) {
      throw new WasiException(WasiErrno.INVAL);
    }
    return length;
  }

  private void seek(Memory memory, int number, long offset, int whence, int result)
      throws IOException {
    Descriptor.OpenFile file = descriptors.file(number, WasiErrno.SPIPE);
    long base =
        switch (whence) {
          case 0 -> 0;
          case 1 -> file.channel().position();
          case 2 -> file.channel().size();
          default -> throw new WasiException(WasiErrno.INVAL);
        };
    if (offset > 0 ? base > Long.MAX_VALUE - offset : base + offset < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    file.channel().position(base + offset);
    memory.writeLong(result, base + offset);
  }

  private void tell(Memory memory, int number, int result) throws IOException {
    memory.writeLong(result, descriptors.file(number, WasiErrno.SPIPE).channel().position());
  }
}
