// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;

/**
 * The system calls that have nothing to do with files: arguments, environment, clocks, waiting,
 * random numbers, ending. There is no network: the calls on sockets say so. Used by the program's
 * own thread.
 */
final class WasiSystem {
  /** Things that a program can wait for in one call; real programs wait for a handful. */
  static final int MAX_SUBSCRIPTIONS = 1024;

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;

  private static final int SUBSCRIPTION_BYTES = 48;
  private static final int EVENT_BYTES = 32;
  private static final int EVENT_CLOCK = 0;
  private static final int EVENT_READ = 1;
  private static final int EVENT_WRITE = 2;
  private static final int CLOCK_ABSOLUTE = 1;

  private static final int RANDOM_CHUNK_BYTES = 64 * 1024;

  /** Thrown through the program's frames when it ends itself. */
  static final class ProgramExit extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final int code;

    ProgramExit(int code) {
      super("exit " + code, null, false, false);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private final List<byte[]> arguments;
  private final List<byte[]> environment;
  private final Descriptors descriptors;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  WasiSystem(
      List<String> arguments,
      Map<String, String> environment,
      Descriptors descriptors,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.arguments = arguments.stream().map(WasiSystem::terminated).toList();
    this.environment =
        new TreeMap<>(environment)
            .entrySet().stream().map(e -> terminated(e.getKey() + "=" + e.getValue())).toList();
    this.descriptors = descriptors;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  private static byte[] terminated(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  void addTo(WasiFunctions functions) {
    functions.add("args_get", "ii", (m, a) -> copyOut(m, arguments, (int) a[0], (int) a[1]));
    functions.add("args_sizes_get", "ii", (m, a) -> sizes(m, arguments, (int) a[0], (int) a[1]));
    functions.add("environ_get", "ii", (m, a) -> copyOut(m, environment, (int) a[0], (int) a[1]));
    functions.add(
        "environ_sizes_get", "ii", (m, a) -> sizes(m, environment, (int) a[0], (int) a[1]));
    functions.add(
        "clock_res_get",
        "ii",
        (m, a) -> {
          now((int) a[0]);
          m.writeLong((int) a[1], 1);
        });
    functions.add("clock_time_get", "ili", (m, a) -> m.writeLong((int) a[2], now((int) a[0])));
    functions.add("poll_oneoff", "iiii", this::poll);
    functions.addFinal(
        "proc_exit",
        "i",
        (_, a) -> {
          throw new ProgramExit((int) a[0]);
        });
    functions.add("proc_raise", "i", (_, _) -> refuse());
    functions.add("random_get", "ii", (m, a) -> random(m, (int) a[0], (int) a[1]));
    functions.add("sched_yield", "", (_, _) -> {});
    functions.add("sock_accept", "iii", (_, a) -> refuseSocket((int) a[0]));
    functions.add("sock_recv", "iiiiii", (_, a) -> refuseSocket((int) a[0]));
    functions.add("sock_send", "iiiii", (_, a) -> refuseSocket((int) a[0]));
    functions.add("sock_shutdown", "ii", (_, a) -> refuseSocket((int) a[0]));
  }

  private static void refuse() throws WasiException {
    throw new WasiException(WasiErrno.NOTSUP);
  }

  private void refuseSocket(int descriptor) throws WasiException {
    descriptors.get(descriptor);
    throw new WasiException(WasiErrno.NOTSOCK);
  }

  private static void sizes(Memory memory, List<byte[]> texts, int count, int bytes) {
    memory.writeI32(count, texts.size());
    memory.writeI32(bytes, texts.stream().mapToInt(text -> text.length).sum());
  }

  private static void copyOut(Memory memory, List<byte[]> texts, int pointers, int bytes) {
    int pointer = pointers;
    int target = bytes;
    for (byte[] text : texts) {
      memory.writeI32(pointer, target);
      memory.write(target, text);
      pointer += 4;
      target += text.length;
    }
  }

  private long now(int clockId) throws WasiException {
    return switch (clockId) {
      case CLOCK_REALTIME -> {
        Instant now = clock.instant();
        yield now.getEpochSecond() * 1_000_000_000L + now.getNano();
      }
      case CLOCK_MONOTONIC -> nanoTime.getAsLong();
      default -> throw new WasiException(WasiErrno.NOTSUP);
    };
  }

  private void random(Memory memory, int address, int length) throws WasiException {
    if (length < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    byte[] chunk = new byte[Math.min(length, RANDOM_CHUNK_BYTES)];
    for (int done = 0; done < length; done += chunk.length) {
      WasiFunctions.stopWhenInterrupted();
      random.nextBytes(chunk);
      memory.write(address + done, chunk, 0, Math.min(chunk.length, length - done));
    }
  }

  /**
   * Something a program waits for; {@code dueNanos} is on the engine's own clock, for clocks only.
   */
  private record Subscription(long userData, int kind, WasiErrno errno, long dueNanos) {}

  private void poll(Memory memory, long[] a) throws IOException {
    int count = (int) a[2];
    if (count <= 0 || count > MAX_SUBSCRIPTIONS) {
      throw new WasiException(WasiErrno.INVAL);
    }
    List<Subscription> subscriptions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      subscriptions.add(subscription(memory, (int) a[0] + i * SUBSCRIPTION_BYTES));
    }
    // Files and standard streams are always ready, so only a call that waits for clocks alone waits
    // at all.
    boolean ready =
        subscriptions.stream()
            .anyMatch(
                wanted -> wanted.kind() != EVENT_CLOCK || wanted.errno() != WasiErrno.SUCCESS);
    if (!ready) {
      sleepUntil(subscriptions.stream().mapToLong(Subscription::dueNanos).min().orElseThrow());
    }
    int events = 0;
    for (Subscription wanted : subscriptions) {
      if (wanted.kind() != EVENT_CLOCK || wanted.dueNanos() - nanoTime.getAsLong() <= 0) {
        writeEvent(memory, (int) a[1] + events * EVENT_BYTES, wanted);
        events++;
      }
    }
    memory.writeI32((int) a[3], events);
  }

  private Subscription subscription(Memory memory, int address) throws WasiException {
    long userData = memory.readLong(address);
    int kind = memory.read(address + 8);
    return switch (kind) {
      case EVENT_CLOCK -> clockSubscription(memory, address, userData);
      case EVENT_READ, EVENT_WRITE ->
          new Subscription(userData, kind, errnoOf(memory.readInt(address + 16)), 0);
      default -> throw new WasiException(WasiErrno.INVAL);
    };
  }

  // A clock that there is not is an error of its own event, and no error of the others.
  private Subscription clockSubscription(Memory memory, int address, long userData) {
    long timeout = memory.readLong(address + 24);
    boolean absolute = (memory.readShort(address + 40) & CLOCK_ABSOLUTE) != 0;
    try {
      long now = now(memory.readInt(address + 16));
      long due = due(absolute ? timeout - now : timeout, absolute);
      return new Subscription(userData, EVENT_CLOCK, WasiErrno.SUCCESS, due);
    } catch (WasiException e) {
      return new Subscription(userData, EVENT_CLOCK, e.errno(), nanoTime.getAsLong());
    }
  }

  private WasiErrno errnoOf(int descriptor) {
    try {
      descriptors.get(descriptor);
      return WasiErrno.SUCCESS;
    } catch (WasiException e) {
      return e.errno();
    }
  }

  // A relative time is unsigned; one that is too long to count is for ever, and a century is for
  // ever as well.
  private long due(long waitNanos, boolean absolute) {
    long century = 100L * 365 * 24 * 3600 * 1_000_000_000L;
    long wait = waitNanos < 0 && !absolute ? century : Math.min(waitNanos, century);
    return nanoTime.getAsLong() + Math.max(0, wait);
  }

  private void sleepUntil(long dueNanos) {
    try {
      long left = dueNanos - nanoTime.getAsLong();
      while (left > 0) {
        Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
        left = dueNanos - nanoTime.getAsLong();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WasmInterruptedException("the program was stopped", e);
    }
  }

  private static void writeEvent(Memory memory, int address, Subscription wanted) {
    memory.write(address, new byte[EVENT_BYTES]);
    memory.writeLong(address, wanted.userData());
    memory.writeShort(address + 8, (short) wanted.errno().number());
    memory.writeByte(address + 10, (byte) wanted.kind());
  }
}
