// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  // What the system reads into and writes from: it cannot use the Java heap.
  private final MemorySegment outside = Arena.ofAuto().allocate(BUFFER_BYTES);

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

  private Descriptor.OpenFile writableFile(int number, long right) throws WasiException {
    Descriptor.OpenFile file = descriptors.file(number, WasiErrno.INVAL);
    if (!file.rights().has(right)) {
      throw new WasiException(WasiErrno.BADF);
    }
    return file;
  }

  private void allocate(int number, long offset, long length) throws IOException {
    Descriptor.OpenFile file = writableFile(number, Rights.FD_ALLOCATE);
    if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
      throw new WasiException(WasiErrno.INVAL);
    }
    FileStatus before = file.file().status();
    if (offset + length > before.sizeBytes()) {
      resize(file.file(), before, offset + length);
    }
  }

  private void setSize(int number, long size) throws IOException {
    Descriptor.OpenFile file = writableFile(number, Rights.FD_FILESTAT_SET_SIZE);
    if (size < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    resize(file.file(), file.file().status(), size);
  }

  // The file's position stays where it is. What is new reads as zeros.
  private void resize(HostFile file, FileStatus before, long size) throws IOException {
    takeGrowth(before, size);
    file.truncate(size);
    if (size < before.sizeBytes()) {
      disk.returnBytes((before.sizeBytes() - size) * Math.max(1, before.links()));
    }
  }

  // Each name of a file counts with all of its bytes.
  private void takeGrowth(FileStatus before, long size) throws IOException {
    long growth = size - before.sizeBytes();
    long names = Math.max(1, before.links());
    if (growth > 0) {
      disk.takeBytes(growth > Long.MAX_VALUE / names ? Long.MAX_VALUE : growth * names);
    }
  }

  private void sync(int number, boolean all) throws IOException {
    switch (descriptors.get(number)) {
      case Descriptor.OpenFile file -> {
        file.rights().require(all ? Rights.FD_SYNC : Rights.FD_DATASYNC);
        file.file().sync(all);
      }
      case Descriptor.Folder folder -> {
        HostFolder handle = folder.handle();
        if (handle != null) {
          handle.sync();
        }
      }
      case Descriptor.Input _, Descriptor.Output _ -> throw new WasiException(WasiErrno.INVAL);
    }
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
    descriptors.file((int) a[0], WasiErrno.SPIPE);
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
        int wanted = Math.min(BUFFER_BYTES, length - done);
        MemorySegment target = outside.asSlice(0, wanted);
        int got =
            position < 0 ? file.file().read(target) : file.file().readAt(target, position + total);
        if (got > 0) {
          MemorySegment.copy(outside, ValueLayout.JAVA_BYTE, 0, buffer, 0, got);
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
    FileStatus before = file.file().status();
    long start =
        file.append()
            ? before.sizeBytes()
            : position < 0 ? file.file().seek(0, HostFile.From.POSITION) : position;
    if (start > Long.MAX_VALUE - part.length) {
      throw new WasiException(WasiErrno.INVAL);
    }
    takeGrowth(before, start + part.length);
    MemorySegment.copy(part, 0, outside, ValueLayout.JAVA_BYTE, 0, part.length);
    for (int done = 0; done < part.length; ) {
      MemorySegment source = outside.asSlice(done, part.length - done);
      int written =
          position < 0 ? file.file().write(source) : file.file().writeAt(source, position + done);
      if (written <= 0) {
        throw new WasiException(WasiErrno.IO);
      }
      done += written;
    }
    if ((file.flags() & (WasiFiles.FLAG_SYNC | WasiFiles.FLAG_DSYNC)) != 0) {
      file.file().sync((file.flags() & WasiFiles.FLAG_SYNC) != 0);
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
    HostFile.From from =
        switch (whence) {
          case 0 -> HostFile.From.START;
          case 1 -> HostFile.From.POSITION;
          case 2 -> HostFile.From.END;
          default -> throw new WasiException(WasiErrno.INVAL);
        };
    // Asking for the position is what fd_tell does, and takes no more than its right.
    file.rights().require(offset == 0 && whence == 1 ? Rights.FD_TELL : Rights.FD_SEEK);
    memory.writeLong(result, file.file().seek(offset, from));
  }

  private void tell(Memory memory, int number, int result) throws IOException {
    Descriptor.OpenFile file = descriptors.file(number, WasiErrno.SPIPE);
    file.rights().require(Rights.FD_TELL);
    memory.writeLong(result, file.file().seek(0, HostFile.From.POSITION));
  }
}
