// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.files.HostFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.CompiledModule;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.MemorySection;

/**
 * Modules that are ready to run: parsed, checked and compiled to JVM bytecode once, then kept by
 * the hash of their bytes. Thread-safe.
 *
 * <p>A parsed module takes many times its bytes of the heap. So modules are made one at a time, a
 * compiled one is kept without the parsed code, and one that is interpreted has its parsed code
 * counted as memory of the program.
 */
final class WasmModules {
  /**
   * What a byte of a module takes of the heap when parsed; measured at 36 with small functions, the
   * worst case.
   */
  static final int HEAP_PER_BYTE = 40;

  /** Largest module that is taken, whatever the heap. Compiled Python has 30 MB. */
  static final int MAX_MODULE_BYTES = 64 * 1024 * 1024;

  /** Memories that one module can have; they share the program's memory limit. */
  static final int MAX_MEMORIES = 16;

  /** Modules that are kept ready, however small. */
  static final int MAX_KEPT_MODULES = 64;

  /** What the kept modules may cost, by their estimate, whatever the heap. */
  private static final long MAX_KEPT_COST = 256L * 1024 * 1024;

  /**
   * The share of the heap that making a module may take at its peak, and that keeping modules may
   * take.
   */
  private static final int HEAP_SHARE_TO_MAKE = 4;

  private static final int HEAP_SHARE_TO_KEEP = 16;

  /**
   * What a byte of a compiled module costs while it is kept: its data and the JVM's form of its
   * code.
   */
  private static final int KEPT_PER_COMPILED_BYTE = 4;

  private static final Logger LOG = LoggerFactory.getLogger(WasmModules.class);

  private static final Function<Instance, Machine> INTERPRETER = InterpreterMachine::new;

  /**
   * A module and what makes the machine that runs an instance of it.
   *
   * @param parsedBytes heap that its parsed code takes, 0 when all of it is compiled
   */
  record Ready(
      WasmModule module, Function<Instance, Machine> machines, long fileBytes, long parsedBytes) {

    /** What the user should know of how the code runs; empty when all of it is compiled. */
    Optional<String> note() {
      if (parsedBytes == 0) {
        return Optional.empty();
      }
      return Optional.of(
          machines.equals(INTERPRETER)
              ? "the module's code is interpreted, which is some hundred times slower than compiled"
              : "a function of the module is too large to be compiled (64 KiB of bytecode) and is interpreted, which is some hundred times slower; cut it into smaller ones, for example with less inlining");
    }

    long keptCost() {
      return Math.max(parsedBytes, fileBytes * KEPT_PER_COMPILED_BYTE);
    }
  }

  private final boolean compile;
  private final int maximumModuleBytes;
  private final long maximumKeptCost;
  private final ReentrantLock making = new ReentrantLock();
  private final Map<String, Ready> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptCost;
  private long made;

  /**
   * Makes an empty collection.
   *
   * @param compile whether modules are compiled; otherwise all of their code is interpreted
   * @param heapBytes the largest heap of this JVM, from which the limits follow
   */
  WasmModules(boolean compile, long heapBytes) {
    this.compile = compile;
    this.maximumModuleBytes =
        (int) Math.min(MAX_MODULE_BYTES, heapBytes / HEAP_SHARE_TO_MAKE / HEAP_PER_BYTE);
    this.maximumKeptCost = Math.min(MAX_KEPT_COST, heapBytes / HEAP_SHARE_TO_KEEP);
  }

  /** The largest module that this JVM can take. */
  int maximumModuleBytes() {
    return maximumModuleBytes;
  }

  /** How many modules were made, rather than found ready. */
  long made() {
    synchronized (kept) {
      return made;
    }
  }

  /**
   * The module in a file.
   *
   * @throws BadProgramException if it is no module, or one that is not supported
   * @throws IOException if the file cannot be read
   * @throws InterruptedException if the thread was interrupted while others made theirs
   */
  Ready load(HostFile file) throws BadProgramException, IOException, InterruptedException {
    byte[] bytes = read(file);
    String hash = hash(bytes);
    Ready found = find(hash);
    if (found != null) {
      return found;
    }
    making.lockInterruptibly();
    try {
      // Others may have made it while this thread waited.
      Ready ready = find(hash);
      if (ready == null) {
        ready = make(bytes);
        keep(hash, ready);
      }
      return ready;
    } finally {
      making.unlock();
    }
  }

  private byte[] read(HostFile file) throws BadProgramException, IOException {
    long size = file.status().sizeBytes();
    if (size > maximumModuleBytes) {
      throw new BadProgramException(
          "the module has %,d bytes; the most that this node takes is %,d"
              .formatted(size, maximumModuleBytes));
    }
    try (InputStream in = file.stream()) {
      return in.readNBytes(maximumModuleBytes);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private @Nullable Ready find(String hash) {
    synchronized (kept) {
      return kept.get(hash);
    }
  }

  private void keep(String hash, Ready ready) {
    synchronized (kept) {
      made++;
      if (ready.keptCost() > maximumKeptCost) {
        return;
      }
      kept.put(hash, ready);
      keptCost += ready.keptCost();
      Iterator<Ready> oldestFirst = kept.values().iterator();
      while (keptCost > maximumKeptCost || kept.size() > MAX_KEPT_MODULES) {
        keptCost -= oldestFirst.next().keptCost();
        oldestFirst.remove();
      }
    }
  }

  private Ready make(byte[] bytes) throws BadProgramException {
    WasmModule module = parse(bytes);
    requireSupported(module);
    long parsedBytes = (long) bytes.length * HEAP_PER_BYTE;
    if (compile) {
      module = withSpilledLoops(module, bytes);
      Optional<Function<Instance, Machine>> whole = compiled(module, InterpreterFallback.FAIL);
      if (whole.isPresent()) {
        return new Ready(withoutCode(module), whole.get(), bytes.length, 0);
      }
      // A function that is too large for a JVM method is interpreted, the others are compiled.
      Optional<Function<Instance, Machine>> partly = compiled(module, InterpreterFallback.SILENT);
      if (partly.isPresent()) {
        return new Ready(module, partly.get(), bytes.length, parsedBytes);
      }
      LOG.warn("a module cannot be compiled and is interpreted, which is slower");
    }
    return new Ready(module, INTERPRETER, bytes.length, parsedBytes);
  }

  // The same module, whose loops the JVM can translate while they run.
  private static WasmModule withSpilledLoops(WasmModule module, byte[] bytes) {
    Optional<byte[]> spilled = LoopSpills.rewrite(bytes);
    if (spilled.isEmpty()) {
      return module;
    }
    try {
      return parse(spilled.get());
    } catch (BadProgramException e) {
      LOG.error("a module became invalid when its loops were changed, and is used as it was", e);
      return module;
    }
  }

  // Whatever the parser stumbles over is the module's fault: it sees nothing else.
  private static WasmModule parse(byte[] bytes) throws BadProgramException {
    try {
      return Parser.parse(bytes);
    } catch (RuntimeException | AssertionError e) {
      throw new BadProgramException("not a WebAssembly module: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new BadProgramException("the module is nested too deeply to be read", e);
    }
  }

  private static void requireSupported(WasmModule module) throws BadProgramException {
    int memories =
        module.memorySection().map(MemorySection::memoryCount).orElse(0)
            + module.importSection().count(ExternalType.MEMORY);
    if (memories > MAX_MEMORIES) {
      throw new BadProgramException(
          "the module has %d memories; the most that this engine takes is %d"
              .formatted(memories, MAX_MEMORIES));
    }
    WasmFeatures.requireNoSimd(module);
    for (int i = 0; i < module.typeSection().subTypeCount(); i++) {
      // Objects of the garbage collection proposal live on the node's heap, where nothing could
      // count them.
      if (module.typeSection().getSubType(i).compType().funcType() == null) {
        throw new BadProgramException(
            "the module uses struct or array types (the garbage collection proposal), which this engine does not support");
      }
    }
  }

  private static Optional<Function<Instance, Machine>> compiled(
      WasmModule module, InterpreterFallback fallback) {
    try {
      Function<Instance, Machine> machines =
          MachineFactoryCompiler.builder(module).withInterpreterFallback(fallback).compile();
      // What comes out insists on instances of this very module; what is inside does not.
      return Optional.of(
          machines instanceof CompiledModule inside ? inside.machineFactory() : machines);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      LOG.debug("a module was not compiled, fallback={}", fallback, e);
      return Optional.empty();
    }
  }

  /**
   * The same module for instances whose code is all compiled: its functions are there and have
   * nothing in them.
   */
  private static WasmModule withoutCode(WasmModule module) {
    CodeSection.Builder code =
        CodeSection.builder().setRequiresDataCount(module.codeSection().isRequiresDataCount());
    FunctionBody empty = new FunctionBody(List.of(), List.of());
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      code.addFunctionBody(empty);
    }
    WasmModule.Builder builder =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(module.importSection())
            .setFunctionSection(module.functionSection())
            .setTableSection(module.tableSection())
            .setGlobalSection(module.globalSection())
            .setExportSection(module.exportSection())
            .setElementSection(module.elementSection())
            .setDataSection(module.dataSection())
            .setCodeSection(code.build());
    module.memorySection().ifPresent(builder::setMemorySection);
    module.startSection().ifPresent(builder::setStartSection);
    module.dataCountSection().ifPresent(builder::setDataCountSection);
    module.tagSection().ifPresent(builder::setTagSection);
    return builder.build();
  }
}
