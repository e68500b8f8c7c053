// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.engine.Engine;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.files.HostFolder;
import dev.gadus.model.SpecType;
import dev.gadus.model.SpecType.Kind;
import dev.gadus.model.SpecType.Param;
import dev.gadus.model.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs WebAssembly programs (WASI preview 1) in processes of their own. This process neither
 * compiles nor runs a module: it starts workers, tells them what to run, and ends them when it is
 * time. Thread-safe.
 *
 * <p>A program sees the mounts of its task and nothing else of the host: no other file, no network,
 * no process. It can use its memory, disk, output and time limits and no more; see {@link
 * GuestTree}, {@link HostFolder}, {@link MemoryBudget}, {@link DiskBudget}, {@link BoundedOutput}
 * and {@link WasmRun}, and {@link WorkerCommand} and {@link Confinement} for what the operating
 * system adds.
 */
public final class WasmEngine implements Engine {
  /** The engine's type in job files. */
  public static final SpecType TYPE =
      new SpecType(
          "wasm",
          List.of(
              Param.required(WasmProgram.ENTRY_MODULE, Kind.TASK_PATH),
              Param.optional(WasmProgram.ENTRYPOINT, Kind.TEXT),
              Param.optional(WasmProgram.PARAMETERS, Kind.TEXTS),
              Param.optional(WasmProgram.ENVIRONMENT_VARIABLES, Kind.TEXT_MAP),
              Param.optional(WasmProgram.NODE_VARIABLES, Kind.FLAG),
              Param.optional(WasmProgram.IMPORT_MODULES, Kind.TEXTS)),
          WasmProgram::check);

  /** How a program's code is run. */
  public enum Mode {
    /** Compiled to JVM bytecode; what the compiler cannot take is interpreted. */
    COMPILED,
    /**
     * All of it interpreted: some hundred times slower, for those who want less machinery under
     * untrusted code.
     */
    INTERPRETED
  }

  /**
   * What a worker takes of the machine with a small program in it: resident memory that the JVM and
   * the runtime take, measured at some 60 MB.
   */
  static final long OVERHEAD_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(WasmEngine.class);

  private final boolean interpreted;
  private final Confinement confinement;
  private final Compilations compilations;
  private final WorkerPool pool;

  /**
   * Makes an engine and starts a first worker.
   *
   * @throws UncheckedIOException if its folder cannot be used, or this program's classes are
   *     nowhere where another JVM can find them
   */
  public WasmEngine(WasmSettings settings) {
    this(settings, Confinement.strongest(real(settings.readable()), real(settings.writable())));
  }

  WasmEngine(WasmSettings settings, Confinement confinement) {
    this.interpreted = settings.mode() == Mode.INTERPRETED;
    this.confinement = confinement;
    try {
      Path folder = Files.createDirectories(settings.folder()).toRealPath();
      Path kept =
          Files.createDirectories(folder.resolve("compiled").resolve(CompilerVersion.current()));
      this.compilations = new Compilations(new CompiledModules(kept, CompiledModules.MAX_BYTES));
      WorkerCommand command =
          WorkerCommand.of(kept, settings.workerCache().filter(Files::exists), confinement);
      this.pool =
          new WorkerPool(
              command, folder.resolve("workers"), Runtime.getRuntime().availableProcessors());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the engine for WebAssembly cannot be made in " + settings.folder(), e);
    }
    LOG.info("each WebAssembly program has {}", confinement.description());
    pool.warm(WorkerKind.of(WorkerKind.Role.RUN, 1, List.of()));
  }

  private static List<Path> real(List<Path> paths) {
    return paths.stream()
        .filter(Files::exists)
        .map(path -> {
          try {
            return path.toRealPath();
          } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + path, e);
          }
        })
        .toList();
  }

  @Override
  public long overheadBytes() {
    return OVERHEAD_BYTES;
  }

  @Override
  public Map<String, String> labels() {
    return Map.of("wasm_confinement", confinement.isBubblewrap() ? "bubblewrap" : "none");
  }

  /** What shuts programs in on this machine, and what is missing: a sentence for operators. */
  public String confinement() {
    return confinement.description();
  }

  /** The largest module in bytes that is taken. */
  int maximumModuleBytes() {
    return WasmModules.MAX_MODULE_BYTES;
  }

  /** How many modules were compiled, rather than found compiled. */
  long modulesMade() {
    return compilations.count();
  }

  /** The pool, for tests. */
  WorkerPool pool() {
    return pool;
  }

  /** Ends all programs and workers, and waits for their end. */
  @Override
  public void close() {
    pool.close();
  }

  @Override
  public SpecType type() {
    return TYPE;
  }

  @Override
  public Optional<String> refusal(Task task) {
    if (!HostFolder.supported()) {
      return Optional.of(
          "programs run on Linux on x86-64 and aarch64 alone, as their files are opened with its system calls; this node runs on %s on %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    try {
      WasmProgram program = WasmProgram.of(task.engine());
      return program.isInputOf(task)
          ? Optional.empty()
          : Optional.of(
              "EntryModule must be the Target of an input source or a path below one, got EntryModule="
                  + program.entryModule());
    } catch (BadProgramException e) {
      return Optional.of(e.text());
    }
  }

  @Override
  public Run start(PreparedTask task) throws IOException {
    try {
      WasmProgram program = WasmProgram.of(task.engine());
      WasmRun run = new WasmRun(task, program, pool, compilations, confinement, interpreted);
      run.start();
      return run;
    } catch (BadProgramException e) {
      return new EndedRun(GuestRun.printable(GuestRun.bad(e.text())));
    }
  }

  /** A run that was over before it began. */
  private record EndedRun(Outcome outcome) implements Run {
    @Override
    public Outcome await() {
      return outcome;
    }

    @Override
    public void cancel() {}
  }
}
