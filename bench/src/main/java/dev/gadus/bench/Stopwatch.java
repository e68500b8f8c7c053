// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Measures the time that passes, and the time that all threads of this process keep processors busy
 * meanwhile, those of the JVM among them.
 */
final class Stopwatch {
  /** Linux's number of the clock; the JDK's own figure comes in steps of ten milliseconds. */
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  @SuppressWarnings("restricted") // bench/run allows native access
  private static final MethodHandle CLOCK_GETTIME =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private final long cpuBegin = cpuNanos();
  private final long begin = System.nanoTime();

  /**
   * What passed.
   *
   * @param nanos wall time
   * @param cpuNanos time of processors
   */
  record Time(long nanos, long cpuNanos) {}

  Time read() {
    long nanos = System.nanoTime() - begin;
    return new Time(nanos, cpuNanos() - cpuBegin);
  }

  private static long cpuNanos() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int result = (int) CLOCK_GETTIME.invokeExact(CLOCK_PROCESS_CPUTIME_ID, time);
      if (result != 0) {
        throw new IllegalStateException("clock_gettime failed: result=" + result);
      }
      return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
          + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("clock_gettime cannot be called", e);
    }
  }
}
