// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * System calls of Linux, made by number through the C library's {@code syscall}: one kind of call
 * to link, the same arguments on every processor, and no dependence on what an old C library lacks.
 * Whole numbers and addresses travel in registers on both processors, where the kernel takes the
 * ones it knows. Thread-safe.
 */
@SuppressWarnings("restricted")
final class LinuxCalls {
  static final int EINTR = 4;

  /** The calls, with their numbers on x86-64 and on aarch64. */
  enum Call {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    FCNTL(72, 25),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    FTRUNCATE(77, 46),
    GETDENTS64(217, 61),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    NEWFSTATAT(262, 79),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    UTIMENSAT(280, 88),
    RENAMEAT2(316, 276),
    OPENAT2(437, 437);

    private final int x86;
    private final int arm;

    Call(int x86, int arm) {
      this.x86 = x86;
      this.arm = arm;
    }
  }

  private static final String PROCESSOR = System.getProperty("os.arch", "");

  /** Whether this is aarch64, where some numbers differ. */
  static final boolean ARM = PROCESSOR.equals("aarch64");

  private static final boolean SUPPORTED =
      System.getProperty("os.name", "").equals("Linux")
          && (ARM || PROCESSOR.equals("amd64"))
          && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private LinuxCalls() {}

  // Linked when the first call is made, so that other systems get a sentence and no linkage error.
  private static final class Linked {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    static final MethodHandle SYSCALL =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
  }

  /** Whether this system has the calls. */
  static boolean supported() {
    return SUPPORTED;
  }

  /**
   * Makes a call.
   *
   * @return its result, or the negated error number when it failed
   */
  static long call(Call call, long a, long b, long c, long d, long e) {
    if (!SUPPORTED) {
      throw new UnsupportedOperationException(
          "folders of the host are opened with system calls of Linux on x86-64 and aarch64: os.name=%s os.arch=%s"
              .formatted(System.getProperty("os.name"), PROCESSOR));
    }
    long number = ARM ? call.arm : call.x86;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linked.STATE);
      long result;
      do {
        result = (long) Linked.SYSCALL.invokeExact(state, number, a, b, c, d, e);
      } while (result == -1 && (int) Linked.ERRNO.get(state, 0L) == EINTR && call != Call.CLOSE);
      return result == -1 ? -(long) (int) Linked.ERRNO.get(state, 0L) : result;
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static long call(Call call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0);
  }

  static long call(Call call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0);
  }

  static long call(Call call, long a) {
    return call(call, a, 0, 0, 0, 0);
  }
}
