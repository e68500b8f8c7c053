// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Outcome;
import dev.gadus.files.HostFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of a worker: it takes orders from its standard input, carries them out one at a time,
 * each on a thread of its own, and answers on its standard output. It ends when its input does,
 * that is, when the node that started it is gone.
 *
 * <p>A worker compiles modules, or it runs programs. What writes the compiled modules that others
 * take has thus never run a program.
 */
final class WorkerMain {
  /**
   * Stack of a program's thread. Enough for the deepest recursion that real programs do; endless
   * recursion ends in a trap when it is used up.
   */
  static final long STACK_BYTES = 8L * 1024 * 1024;

  /** Above this a worker is not small any more, and does not take another program. */
  private static final long USABLE_RESIDENT_BYTES = 192L * 1024 * 1024;

  /** Heap above which a worker looks whether what it holds is garbage. */
  private static final long TIDY_HEAP_BYTES = 64L * 1024 * 1024;

  private static final long PAGE_BYTES = 4096;

  /** How often a node is told at most that a program prints. */
  private static final Duration PRINTED_PAUSE = Duration.ofMillis(20);

  private final WasmModules compiled;
  private final WasmModules interpreted;
  private final GuestRun.Sources sources =
      new GuestRun.Sources(Clock.systemUTC(), System::nanoTime, new SecureRandom());
  private final OutputStream answers;
  private final AtomicBoolean hasPrinted = new AtomicBoolean();
  private final Thread teller;

  private WorkerMain(CompiledModules store, OutputStream answers) {
    long heap = Runtime.getRuntime().maxMemory();
    this.compiled = WasmModules.ofWorker(true, store, heap);
    this.interpreted = WasmModules.ofWorker(false, store, heap);
    this.answers = answers;
    this.teller = Thread.ofPlatform().name("teller").daemon().unstarted(this::tellPrinted);
  }

  /** Arguments: the folder of the compiled modules, and how many bytes it may have. */
  public static void main(String[] arguments) {
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    // Whatever prints here must not end up between the answers.
    System.setOut(System.err);
    CompiledModules store =
        new CompiledModules(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    WorkerMain worker = new WorkerMain(store, answers);
    try (DataInputStream orders =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)))) {
      WasiFunctions.initializeClasses();
      worker.teller.start();
      worker.answer(new Answer.Ready());
      while (true) {
        byte[] bytes = new byte[orders.readInt()];
        orders.readFully(bytes);
        Order order = Order.read(bytes);
        new Thread(null, () -> worker.serve(order), "guest", STACK_BYTES).start();
      }
    } catch (EOFException e) {
      end(0);
    } catch (IOException e) {
      e.printStackTrace();
      end(1);
    }
  }

  // Without waiting for a program that still runs.
  private static void end(int code) {
    if (Boolean.getBoolean("dev.gadus.worker.rehearsal")) {
      System.exit(code);
    }
    Runtime.getRuntime().halt(code);
  }

  private void answer(Answer answer) {
    byte[] frame = answer.toFrame();
    synchronized (answers) {
      try {
        answers.write(frame);
      } catch (IOException e) {
        // The node is gone.
        end(1);
      }
    }
  }

  private void serve(Order order) {
    try {
      Answer last = carryOut(order);
      answer(last);
    } catch (BadProgramException e) {
      answer(ended(GuestRun.bad(e.text()), List.of()));
    } catch (Throwable e) {
      e.printStackTrace();
      answer(
          new Answer.Ended(
              GuestRun.printable(
                  new Outcome.Failed(Outcome.Reason.ENGINE_ERROR, "the engine failed: " + e)),
              false,
              List.of()));
    }
  }

  private Answer carryOut(Order order)
      throws BadProgramException, IOException, InterruptedException {
    try (GuestTree tree = new GuestTree(order.mounts())) {
      WasmModules.ModuleFile file;
      try (HostFile opened = order.program().open(tree)) {
        file = compiled.read(opened);
      }
      return switch (order.work()) {
        case COMPILE -> compiled.compileAndKeep(file);
        case RUN_COMPILED -> {
          Optional<WasmModules.Ready> ready =
              compiled.find(file, () -> answer(new Answer.Loaded(file.digest())));
          yield ready.isPresent()
              ? run(order, tree, ready.get())
              : new Answer.NotCompiled(file.digest());
        }
        case COMPILE_AND_RUN -> run(order, tree, compiled.load(file));
        case INTERPRET -> run(order, tree, interpreted.load(file));
      };
    }
  }

  private Answer run(Order order, GuestTree tree, WasmModules.Ready ready)
      throws BadProgramException, IOException {
    return ended(
        new GuestRun(order, ready, tree, sources, this::printed).run(),
        ready.note().stream().toList());
  }

  private static Answer ended(Outcome outcome, List<String> notes) {
    return new Answer.Ended(GuestRun.printable(outcome), isSmall(), notes);
  }

  // What a program had is garbage by now; the heap that it made grow goes back to the system.
  private static boolean isSmall() {
    if (Runtime.getRuntime().totalMemory() > TIDY_HEAP_BYTES) {
      System.gc();
    }
    return residentBytes() <= USABLE_RESIDENT_BYTES;
  }

  private static long residentBytes() {
    try {
      List<String> pages = List.of(Files.readString(Path.of("/proc/self/statm")).split(" ", -1));
      return Long.parseLong(pages.get(1)) * PAGE_BYTES;
    } catch (IOException e) {
      // Not on this system: the heap is the part that grows.
      return Runtime.getRuntime().totalMemory();
    }
  }

  private void printed() {
    hasPrinted.set(true);
    LockSupport.unpark(teller);
  }

  private static void pause() {
    try {
      Thread.sleep(PRINTED_PAUSE);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the teller", e);
    }
  }

  private void tellPrinted() {
    while (true) {
      if (hasPrinted.getAndSet(false)) {
        answer(new Answer.Printed());
        pause();
      } else {
        LockSupport.park(this);
      }
    }
  }
}
