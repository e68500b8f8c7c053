// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.files.HostFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.ClassLoadingCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.MemoryImport;
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

  private static final byte[] MAGIC = {0, 'a', 's', 'm'};

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
  private final Optional<CompiledModules> store;
  private final int maximumModuleBytes;
  private final long maximumKeptCost;
  private final ReentrantLock making = new ReentrantLock();
  private final Map<String, Ready> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptCost;
  private long made;

  /**
   * Makes an empty collection of what is made here alone.
   *
   * @param compile whether modules are compiled; otherwise all of their code is interpreted
   * @param heapBytes the largest heap of this JVM, from which the limits follow
   */
  WasmModules(boolean compile, long heapBytes) {
    this(
        compile,
        Optional.empty(),
        (int) Math.min(MAX_MODULE_BYTES, heapBytes / HEAP_SHARE_TO_MAKE / HEAP_PER_BYTE),
        Math.min(MAX_KEPT_COST, heapBytes / HEAP_SHARE_TO_KEEP));
  }

  private WasmModules(
      boolean compile,
      Optional<CompiledModules> store,
      int maximumModuleBytes,
      long maximumKeptCost) {
    this.compile = compile;
    this.store = store;
    this.maximumModuleBytes = maximumModuleBytes;
    this.maximumKeptCost = maximumKeptCost;
  }

  /**
   * Makes an empty collection for a worker, which may end when a module is too large for its heap.
   *
   * @param compile whether modules are compiled; otherwise all of their code is interpreted
   * @param store where compiled modules are kept for all workers
   */
  static WasmModules ofWorker(boolean compile, CompiledModules store, long heapBytes) {
    return new WasmModules(
        compile,
        Optional.of(store),
        MAX_MODULE_BYTES,
        Math.min(MAX_KEPT_COST, heapBytes / HEAP_SHARE_TO_KEEP));
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
    return load(read(file));
  }

  /** The module of these bytes, made here unless it was before. */
  Ready load(ModuleFile file) throws BadProgramException, InterruptedException {
    Ready found = find(file.digest());
    if (found != null) {
      return found;
    }
    making.lockInterruptibly();
    try {
      // Others may have made it while this thread waited.
      Ready ready = find(file.digest());
      if (ready == null) {
        ready = make(file.bytes()).ready();
        keep(file.digest(), ready);
      }
      return ready;
    } finally {
      making.unlock();
    }
  }

  /**
   * The module of these bytes if it is ready, or was compiled and kept on disk.
   *
   * @param loaded told when it comes from disk
   */
  Optional<Ready> find(ModuleFile file, Runnable loaded) {
    Ready found = find(file.digest());
    if (found != null) {
      return Optional.of(found);
    }
    Optional<Ready> kept =
        store
            .flatMap(modules -> modules.read(file.digest()))
            .flatMap(bytes -> {
              try {
                return Optional.of(ready(CompiledForm.read(bytes), file.bytes().length));
              } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
                return Optional.empty();
              }
            });
    kept.ifPresent(ready -> {
      keep(file.digest(), ready);
      loaded.run();
    });
    return kept;
  }

  /**
   * Compiles a module and keeps it on disk.
   *
   * @return whether it could be kept, and whether all of it has to be interpreted
   */
  Answer.Compiled compileAndKeep(ModuleFile file) throws BadProgramException {
    CompiledForm form = make(file.bytes()).form();
    boolean written = store.orElseThrow().write(file.digest(), form.toBytes());
    return new Answer.Compiled(written, !form.isCompiled());
  }

  private static Ready ready(CompiledForm form, long fileBytes) {
    WasmModule module =
        Parser.builder()
            .withValidation(false)
            .build()
            .parse(() -> new ByteArrayInputStream(form.module()));
    long parsedBytes = form.interpretedBytes() * HEAP_PER_BYTE;
    if (!form.isCompiled()) {
      return new Ready(module, INTERPRETER, fileBytes, parsedBytes);
    }
    ClassLoadingCollector classes = new ClassLoadingCollector();
    form.classes()
        .forEach((name, bytes) -> {
          if (!name.equals(form.mainClass())) {
            classes.put(name, bytes);
          }
        });
    classes.putMainClass(form.mainClass(), form.classes().get(form.mainClass()));
    return new Ready(
        parsedBytes == 0 ? withoutCode(module) : module,
        classes.machineFactory(),
        fileBytes,
        parsedBytes);
  }

  /** A module as it was brought, and the SHA-256 of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ModuleFile(byte[] bytes, String digest) {}

  /**
   * Reads a module.
   *
   * @throws BadProgramException if it is too large, or not one at first sight
   */
  ModuleFile read(HostFile file) throws BadProgramException, IOException {
    byte[] bytes = readBytes(file);
    return new ModuleFile(bytes, hash(bytes));
  }

  private byte[] readBytes(HostFile file) throws BadProgramException, IOException {
    long size = file.status().sizeBytes();
    if (size > maximumModuleBytes) {
      throw new BadProgramException(
          "the module has %,d bytes; the most that this node takes is %,d"
              .formatted(size, maximumModuleBytes));
    }
    try (InputStream in = file.stream()) {
      byte[] start = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(start, MAGIC)) {
        throw new BadProgramException(
            "not a WebAssembly module: it does not begin with the bytes 00 61 73 6d");
      }
      byte[] bytes = Arrays.copyOf(start, (int) Math.max(size, MAGIC.length));
      int read = in.readNBytes(bytes, MAGIC.length, bytes.length - MAGIC.length);
      return read == bytes.length - MAGIC.length
          ? bytes
          : Arrays.copyOf(bytes, MAGIC.length + read);
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

  /** A module made ready, and the form of it that can be kept. */
  private record Made(Ready ready, Supplier<CompiledForm> lazyForm) {
    CompiledForm form() {
      return lazyForm.get();
    }
  }

  private Made make(byte[] given) throws BadProgramException {
    WasmModule asGiven = parse(given);
    requireSupported(asGiven);
    long parsedBytes = (long) given.length * HEAP_PER_BYTE;
    if (compile) {
      byte[] bytes = withSpilledLoops(given);
      WasmModule module = Arrays.equals(bytes, given) ? asGiven : parse(bytes);
      Optional<CompilerResult> whole = compiled(module, InterpreterFallback.FAIL);
      if (whole.isPresent()) {
        Ready ready = new Ready(withoutCode(module), machines(whole.get()), given.length, 0);
        return new Made(ready, () -> form(bytes, module, whole.get()));
      }
      // A function that is too large for a JVM method is interpreted, the others are compiled.
      Optional<CompilerResult> partly = compiled(module, InterpreterFallback.SILENT);
      if (partly.isPresent()) {
        Ready ready = new Ready(module, machines(partly.get()), given.length, parsedBytes);
        return new Made(ready, () -> form(bytes, module, partly.get()));
      }
    }
    return new Made(
        new Ready(asGiven, INTERPRETER, given.length, parsedBytes),
        () -> new CompiledForm(given, given.length, "", Map.of()));
  }

  // The same module, whose loops the JVM can translate while they run.
  private static byte[] withSpilledLoops(byte[] given) {
    Optional<byte[]> spilled = LoopSpills.rewrite(given);
    if (spilled.isEmpty()) {
      return given;
    }
    try {
      WasmModule _ = parse(spilled.get());
      return spilled.get();
    } catch (BadProgramException e) {
      // A fault of ours; the module is right as it was.
      return given;
    }
  }

  private static Function<Instance, Machine> machines(CompilerResult compiled) {
    return ((ClassLoadingCollector) compiled.collector()).machineFactory();
  }

  private static CompiledForm form(byte[] bytes, WasmModule module, CompilerResult compiled) {
    int imported = module.importSection().count(ExternalType.FUNCTION);
    byte[] stripped = ModuleBytes.withoutCode(bytes, compiled.interpretedFunctions(), imported);
    return new CompiledForm(
        stripped,
        compiled.interpretedFunctions().isEmpty() ? 0 : stripped.length,
        compiled.collector().mainClassName(),
        compiled.classBytes());
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
    if (sharesMemory(module)) {
      throw new BadProgramException(
          "the module uses a shared memory (the threads proposal), which this engine does not support");
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

  private static boolean sharesMemory(WasmModule module) {
    boolean imported =
        module.importSection().stream()
            .anyMatch(one -> one instanceof MemoryImport memory && memory.limits().shared());
    return imported
        || module.memorySection().stream()
            .anyMatch(section ->
                IntStream.range(0, section.memoryCount())
                    .anyMatch(i -> section.getMemory(i).limits().shared()));
  }

  private static Optional<CompilerResult> compiled(
      WasmModule module, InterpreterFallback fallback) {
    try {
      return Optional.of(
          Compiler.builder(module)
              .withInterpreterFallback(fallback)
              .withClassCollectorFactory(ClassLoadingCollector::new)
              .build()
              .compile());
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
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
