// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Memory;
import run.endive.wasm.types.MemoryLimits;

/** A program may make a system call with any amount of stack left. */
@Timeout(60)
class StackReserveTest {
  /** So many places where the stack may end. */
  private static final int ROUNDS = 100;

  private static final long STACK_BYTES = 256 << 10;

  /** Levels of Java code below a system call that does more than any real one. */
  private static final int LEVELS_OF_A_CALL = 60;

  @TempDir Path folder;
  private final Memory memory = new ByteArrayMemory(new MemoryLimits(1, 1));
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong overflows = new AtomicLong();

  @Test
  void aCallThatIsBegunEndsWhereverTheStackOfItsProgramRunsOut() throws Exception {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int round = 0; round < ROUNDS; round++) {
        int padding = round;
        Thread program = new Thread(null, () -> run(padding, file), "program", STACK_BYTES);
        program.start();
        program.join();
      }
      assertThat(overflows).hasValue(ROUNDS);
      assertThat(begun.get()).isGreaterThan(ROUNDS);
      assertThat(ended).hasValue(begun.get());
      assertThat(file.size()).isEqualTo(begun.get());
    }
  }

  private void run(int padding, FileChannel file) {
    try {
      pad(padding, file);
    } catch (StackOverflowError e) {
      overflows.incrementAndGet();
    }
  }

  /** Shifts where the stack ends by a few bytes. */
  private long pad(int levels, FileChannel file) {
    return levels == 0 ? recurse(file) : pad(levels - 1, file) + 1;
  }

  @SuppressWarnings("InfiniteRecursion") // the end of the stack is what the test is about
  private long recurse(FileChannel file) {
    WasiErrno errno = WasiFunctions.answer((_, _) -> write(file), memory, new long[0]);
    return recurse(file) + errno.number();
  }

  private void write(FileChannel file) throws IOException {
    begun.incrementAndGet();
    file.write(ByteBuffer.wrap(new byte[] {(byte) goDown(LEVELS_OF_A_CALL)}));
    ended.incrementAndGet();
  }

  private static int goDown(int levels) {
    return levels == 0 ? 1 : goDown(levels - 1) + 1;
  }
}
