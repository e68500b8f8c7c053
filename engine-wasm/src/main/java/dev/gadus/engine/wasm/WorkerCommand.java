// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Mount;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/**
 * The command that starts a worker: the JDK that runs this program, with the jars or folders that
 * this program's classes came from, and with limits that the operating system and the JVM keep. A
 * value.
 */
final class WorkerCommand {
  private static final String MAIN = "dev.gadus.engine.wasm.WorkerMain";

  /** A class of each jar that a worker needs. The order is part of what an AOT cache is for. */
  private static final List<String> CLASSES =
      List.of(
          "org.objectweb.asm.ClassWriter",
          "org.objectweb.asm.tree.ClassNode",
          "org.objectweb.asm.tree.analysis.Analyzer",
          "org.objectweb.asm.commons.InstructionAdapter",
          "org.objectweb.asm.util.CheckClassAdapter");

  /**
   * Before a worker begins: signals from a terminal are the node's business; no core files; no more
   * memory than its kind has; and the node goes first where both want a processor.
   */
  private static final String PRELUDE =
      "trap '' HUP INT QUIT TERM; ulimit -c 0; ulimit -d \"$1\" 2>/dev/null; shift; exec nice -n 5 \"$@\"";

  private final Path java;
  private final List<Path> classPath;
  private final Path compiledModules;
  private final Optional<Path> cache;
  private final Confinement confinement;

  private WorkerCommand(
      Path java,
      List<Path> classPath,
      Path compiledModules,
      Optional<Path> cache,
      Confinement confinement) {
    this.java = java;
    this.classPath = classPath;
    this.compiledModules = compiledModules;
    this.cache = cache;
    this.confinement = confinement;
  }

  /**
   * The command for this JVM and the classes that it has loaded.
   *
   * @param compiledModules the folder that {@link CompiledModules} is to have
   * @throws IOException if the classes are not in files
   */
  static WorkerCommand of(Path compiledModules, Optional<Path> cache, Confinement confinement)
      throws IOException {
    return new WorkerCommand(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        findClassPath(),
        compiledModules,
        cache,
        confinement);
  }

  private static List<Path> findClassPath() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    for (Class<?> ours :
        List.of(
            WorkerCommand.class,
            Mount.class,
            HostFolder.class,
            dev.gadus.model.Task.class,
            Instance.class,
            MachineFactoryCompiler.class,
            WasmModule.class)) {
      found.add(placeOf(ours));
    }
    ClassLoader loader = MachineFactoryCompiler.class.getClassLoader();
    for (String name : CLASSES) {
      try {
        found.add(placeOf(Class.forName(name, false, loader)));
      } catch (ClassNotFoundException e) {
        throw new IOException("a class that compiles programs is not there, class=" + name, e);
      }
    }
    return List.copyOf(found);
  }

  private static Path placeOf(Class<?> one) throws IOException {
    @Nullable CodeSource source = one.getProtectionDomain().getCodeSource();
    try {
      if (source != null && source.getLocation() != null) {
        return Path.of(source.getLocation().toURI()).toRealPath();
      }
    } catch (URISyntaxException | RuntimeException e) {
      throw new IOException(
          "cannot start a process for programs: its classes must be in jars or folders, class=%s, location=%s"
              .formatted(one.getName(), source.getLocation()),
          e);
    }
    throw new IOException(
        "cannot start a process for programs: nobody knows where its classes are, class="
            + one.getName());
  }

  List<Path> classPath() {
    return classPath;
  }

  /** The command for a worker of this kind. */
  List<String> of(WorkerKind kind) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", PRELUDE, "worker"));
    command.add(Long.toString(kind.dataBytes() >> 10));
    boolean compiles = kind.role() == WorkerKind.Role.COMPILE;
    List<Path> seen = new ArrayList<>(classPath);
    seen.add(Path.of(System.getProperty("java.home")));
    cache.ifPresent(seen::add);
    Path all = compiledModules.toAbsolutePath().getParent();
    if (compiles) {
      command.addAll(confinement.prefix(kind.own(), seen, List.of(all)));
    } else {
      seen.add(all);
      command.addAll(confinement.prefix(kind.own(), seen, List.of()));
    }
    command.add(java.toString());
    command.addAll(options(kind));
    cache.ifPresent(file -> command.add("-XX:AOTCache=" + file));
    command.addAll(main());
    return command;
  }

  /** The end of the command: what runs, without options of the JVM. */
  List<String> main() {
    List<String> jars = classPath.stream().map(Path::toString).toList();
    return List.of(
        "--class-path",
        String.join(System.getProperty("path.separator"), jars),
        MAIN,
        compiledModules.toString(),
        Long.toString(CompiledModules.MAX_BYTES));
  }

  static List<String> options(WorkerKind kind) {
    return List.of(
        "-XX:+UseSerialGC",
        "-Xms16m",
        "-XX:MaxNewSize=32m",
        "-Xmx" + kind.heapBytes(),
        "-XX:MaxMetaspaceSize=" + kind.metaspaceBytes(),
        "-XX:CompressedClassSpaceSize=" + WorkerKind.CLASS_SPACE,
        "-XX:ReservedCodeCacheSize=" + WorkerKind.CODE_CACHE,
        // The JVM does not translate functions above 8,000 bytes unless it is told to. Interpreters
        // and codecs are such functions, and run ten times as fast when it does.
        "-XX:-DontCompileHugeMethods",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:+ErrorFileToStderr",
        "-XX:+DisplayVMOutputToStderr",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-Xlog:disable",
        "-Xlog:all=error,aot*=off,cds*=off:stderr",
        "--enable-native-access=ALL-UNNAMED");
  }
}
