package dev.gadus.bolt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The calls of the C library that the engine uses, and nothing else in the engine calls native
 * code. Each returns what the C function returns, or the negated error number when it failed, so
 * that no state is shared between threads.
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

  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          symbol("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle RENAME = call("rename", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle LSEEK = call("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle PREAD =
      call("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PWRITE =
      call("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FTRUNCATE = call("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle FSYNC = call("fsync", JAVA_INT, JAVA_INT);
  private static final MethodHandle FDATASYNC = call("fdatasync", JAVA_INT, JAVA_INT);
  private static final MethodHandle FLOCK = call("flock", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle MMAP =
      call("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = call("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SYSCONF = call("sysconf", JAVA_LONG, JAVA_INT);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

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

  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  private static MethodHandle call(
      String name,
      java.lang.foreign.MemoryLayout result,
      java.lang.foreign.MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  /** Returns the result of a call, or throws when it is an error. */
  static long check(long result, String call, Path path, String values) {
    if (result >= 0) {
      return result;
    }
    int errorNumber = (int) -result;
    throw new StorageException(
        call + " failed: " + describe(errorNumber) + " file=" + path + values, errorNumber);
  }

  static String describe(int errorNumber) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errorNumber);
      return text.reinterpret(256).getString(0) + " (errno=" + errorNumber + ")";
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static long result(long result, MemorySegment state) {
    return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
  }

  long open(String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, mode);
      return result(result, state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long rename(String from, String to) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) RENAME.invokeExact(state, arena.allocateFrom(from), arena.allocateFrom(to));
      return result(result, state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long close(int descriptor) {
    return descriptorCall(CLOSE, descriptor);
  }

  long fsync(int descriptor) {
    return descriptorCall(FSYNC, descriptor);
  }

  long fdatasync(int descriptor) {
    return descriptorCall(FDATASYNC, descriptor);
  }

  private static long descriptorCall(MethodHandle call, int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) call.invokeExact(state, descriptor), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long flock(int descriptor, int operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) FLOCK.invokeExact(state, descriptor, operation), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long ftruncate(int descriptor, long size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) FTRUNCATE.invokeExact(state, descriptor, size), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long lseekEnd(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long pread(int descriptor, MemorySegment target, long length, long position) {
    return transfer(PREAD, descriptor, target, length, position);
  }

  long pwrite(int descriptor, MemorySegment source, long length, long position) {
    return transfer(PWRITE, descriptor, source, length, position);
  }

  private static long transfer(
      MethodHandle call, int descriptor, MemorySegment memory, long length, long position) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((long) call.invokeExact(state, descriptor, memory, length, position), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long mmap(long length, int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result(
          (long) MMAP.invokeExact(state, 0L, length, PROT_READ, MAP_SHARED, descriptor, 0L), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  long munmap(long address, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) MUNMAP.invokeExact(state, address, length), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int pageSize() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return (int) result((long) SYSCONF.invokeExact(state, SC_PAGESIZE), state);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
