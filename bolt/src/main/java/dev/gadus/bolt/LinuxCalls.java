// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The calls of the C library that the engine uses, and nothing else in the engine calls native
 * code. Each returns what the C function returns, or the negated error number when it failed, so
 * that no state is shared between threads.
 *
 * <p>All functions are called as if they took six words and returned one: on both processors whole
 * numbers and addresses travel in registers, where a function takes the ones it knows, of each the
 * part it knows. Linking one kind of call instead of ten is what makes a short command short.
 */
@SuppressWarnings("restricted")
final class LinuxCalls {
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;
  private static final int SEEK_END = 2;
  private static final int SC_PAGESIZE = 30;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));

  private static final FunctionDescriptor WORDS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /** One for all functions, so that it is linked once. */
  private static final Linker.Option ERRNO_KEPT = Linker.Option.captureCallState("errno");

  private static final MethodHandle OPEN = link("open");
  private static final MethodHandle CLOSE = link("close");
  private static final MethodHandle LSEEK = link("lseek");
  private static final MethodHandle PREAD = link("pread");
  private static final MethodHandle PWRITE = link("pwrite");
  private static final MethodHandle FTRUNCATE = link("ftruncate");
  private static final MethodHandle FSYNC = link("fsync");
  private static final MethodHandle FDATASYNC = link("fdatasync");
  private static final MethodHandle FLOCK = link("flock");
  private static final MethodHandle MMAP = link("mmap");
  private static final MethodHandle MUNMAP = link("munmap");
  private static final MethodHandle SYSCONF = link("sysconf");
  private static final MethodHandle STRERROR = link("strerror");

  private LinuxCalls() {}

  /** Returns the calls, or says why there are none. */
  static LinuxCalls instance() {
    String system = System.getProperty("os.name");
    String processor = System.getProperty("os.arch");
    boolean supported =
        system.equals("Linux")
            && (processor.equals("amd64") || processor.equals("aarch64"))
            && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    if (!supported) {
      throw new UnsupportedOperationException(
          "the storage engine runs on Linux on x86-64 and aarch64: os.name="
              + system
              + " os.arch="
              + processor);
    }
    return new LinuxCalls();
  }

  private static MethodHandle link(String name) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), WORDS, ERRNO_KEPT);
  }

  /** Returns the result of a call, or throws when it is an error. */
  static long check(long result, String call, Path path, String values) {
    if (result >= 0) {
      return result;
    }
    int errorNumber = (int) -result;
    throw new BoltException.Storage(
        call + " failed: " + describe(errorNumber) + " file=" + path + values, errorNumber);
  }

  static String describe(int errorNumber) {
    try (Arena arena = Arena.ofConfined()) {
      long text =
          (long)
              STRERROR.invokeExact(arena.allocate(STATE), (long) errorNumber, 0L, 0L, 0L, 0L, 0L);
      return MemorySegment.ofAddress(text).reinterpret(256).getString(0)
          + " (errno="
          + errorNumber
          + ")";
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static long result(long result, MemorySegment state) {
    return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
  }

  long open(String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      return intCall(OPEN, arena.allocateFrom(path).address(), flags, mode);
    }
  }

  long close(int descriptor) {
    return intCall(CLOSE, descriptor, 0, 0);
  }

  long fsync(int descriptor) {
    return intCall(FSYNC, descriptor, 0, 0);
  }

  long fdatasync(int descriptor) {
    return intCall(FDATASYNC, descriptor, 0, 0);
  }

  long flock(int descriptor, int operation) {
    return intCall(FLOCK, descriptor, operation, 0);
  }

  long ftruncate(int descriptor, long size) {
    return intCall(FTRUNCATE, descriptor, size, 0);
  }

  long lseekEnd(int descriptor) {
    return call(LSEEK, descriptor, 0, SEEK_END, 0, 0, 0);
  }

  long mmap(long length, int descriptor) {
    return call(MMAP, 0, length, PROT_READ, MAP_SHARED, descriptor, 0);
  }

  long munmap(long address, long length) {
    return intCall(MUNMAP, address, length, 0);
  }

  int pageSize() {
    return (int) call(SYSCONF, SC_PAGESIZE, 0, 0, 0, 0, 0);
  }

  /** Calls a function that returns a word. */
  private static long call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((long) function.invokeExact(state, a, b, c, d, e, f), state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /** Calls a function that returns an {@code int}: the upper half of the word means nothing. */
  private static long intCall(MethodHandle function, long a, long b, long c) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int value = (int) (long) function.invokeExact(state, a, b, c, 0L, 0L, 0L);
      return result(value, state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  long pread(int descriptor, MemorySegment target, long length, long position) {
    return transfer(PREAD, descriptor, target, length, position);
  }

  long pwrite(int descriptor, MemorySegment source, long length, long position) {
    return transfer(PWRITE, descriptor, source, length, position);
  }

  /**
   * Reads or writes memory outside of the Java heap, which is the caller's own: of an arena of its
   * thread, or one that lasts for as long as the memory can be reached.
   */
  private static long transfer(
      MethodHandle function, int descriptor, MemorySegment memory, long length, long position) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("memory on the heap has no address: " + memory);
    }
    try {
      return call(function, descriptor, memory.address(), length, position, 0, 0);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }
}
