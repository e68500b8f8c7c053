package dev.gadus.compute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.MemorySection;

/**
 * Modules that are ready to run: parsed, checked and compiled to JVM bytecode once, then kept by
 * the hash of their bytes. Thread-safe. Modules are made one at a time, because making one takes
 * much more memory than it has bytes.
 */
final class WasmModules {
  /**
   * Largest module that is taken. A parsed module takes about 60 times its bytes of the heap until
   * it is compiled.
   */
  static final int MAXIMUM_MODULE_BYTES = 64 * 1024 * 1024;

  /** Memories that one module can have; they share the program's memory limit. */
  static final int MAXIMUM_MEMORIES = 16;

  /** Bytes of modules that are kept ready; measured in bytes of the files. */
  static final long MAXIMUM_KEPT_BYTES = 16L * 1024 * 1024;

  /** Modules that are kept ready, however small. */
  static final int MAXIMUM_KEPT_MODULES = 64;

  private static final Logger log = LoggerFactory.getLogger(WasmModules.class);

  /** A module and what makes the machine that runs an instance of it. */
  record Ready(WasmModule module, Function<Instance, Machine> machines, long fileBytes) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Ready> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final boolean compile;
  private long keptBytes;
  private long made;

  /** Takes whether modules are compiled; otherwise all of their code is interpreted. */
  WasmModules(boolean compile) {
    this.compile = compile;
  }

  /** How many modules were made, rather than found ready. */
  long made() {
    lock.lock();
    try {
      return made;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The module in a file.
   *
   * @throws BadProgramException if it is no module, or one that is not supported
   * @throws IOException if the file cannot be read
   * @throws InterruptedException if the thread was interrupted while others made theirs
   */
  Ready load(FileChannel file) throws BadProgramException, IOException, InterruptedException {
    long size = file.size();
    if (size > MAXIMUM_MODULE_BYTES) {
      throw new BadProgramException(
          "the module has %,d bytes; the most that this engine takes is %,d"
              .formatted(size, MAXIMUM_MODULE_BYTES));
    }
    byte[] bytes;
    try (InputStream in = Channels.newInputStream(file)) {
      bytes = in.readNBytes(MAXIMUM_MODULE_BYTES);
    }
    String hash = hash(bytes);
    lock.lockInterruptibly();
    try {
      @Nullable Ready ready = kept.get(hash);
      if (ready == null) {
        ready = make(bytes);
        made++;
        keep(hash, ready);
      }
      return ready;
    } finally {
      lock.unlock();
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void keep(String hash, Ready ready) {
    if (ready.fileBytes() > MAXIMUM_KEPT_BYTES) {
      return;
    }
    kept.put(hash, ready);
    keptBytes += ready.fileBytes();
    Iterator<Ready> oldestFirst = kept.values().iterator();
    while (keptBytes > MAXIMUM_KEPT_BYTES || kept.size() > MAXIMUM_KEPT_MODULES) {
      keptBytes -= oldestFirst.next().fileBytes();
      oldestFirst.remove();
    }
  }

  private Ready make(byte[] bytes) throws BadProgramException {
    WasmModule module;
    try {
      module = Parser.parse(bytes);
    } catch (WasmEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new BadProgramException("not a WebAssembly module: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new BadProgramException("the module is nested too deeply to be read", e);
    }
    requireSupported(module);
    return new Ready(module, machines(module), bytes.length);
  }

  private static void requireSupported(WasmModule module) throws BadProgramException {
    int memories =
        module.memorySection().map(MemorySection::memoryCount).orElse(0)
            + module.importSection().count(ExternalType.MEMORY);
    if (memories > MAXIMUM_MEMORIES) {
      throw new BadProgramException(
          "the module has %d memories; the most that this engine takes is %d"
              .formatted(memories, MAXIMUM_MEMORIES));
    }
    for (int i = 0; i < module.typeSection().subTypeCount(); i++) {
      // Objects of the garbage collection proposal live on the node's heap, where nothing could
      // count them.
      if (module.typeSection().getSubType(i).compType().funcType() == null) {
        throw new BadProgramException(
            "the module uses struct or array types (the garbage collection proposal), which this engine does not support");
      }
    }
  }

  private Function<Instance, Machine> machines(WasmModule module) {
    if (!compile) {
      return InterpreterMachine::new;
    }
    try {
      // Single functions that are too large for a JVM method are interpreted, the others compiled.
      return MachineFactoryCompiler.builder(module)
          .withInterpreterFallback(InterpreterFallback.SILENT)
          .compile();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      log.warn(
          "a module could not be compiled and is interpreted, which is slower, cause={}",
          e.toString());
      return InterpreterMachine::new;
    }
  }
}
