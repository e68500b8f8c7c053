// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;

/**
 * Runs the programs of WebAssembly's own test suite of WASI preview 1, which is not part of this
 * project: {@code ./build -pl engine-wasm -am test -Dtest=WasiSuite
 * -Dsurefire.failIfNoSpecifiedTests=false -Dwasi.suite=FOLDER}, with the folder of a check-out of
 * its branch that has them compiled. Not a test by its name, so that no build looks for it. The
 * table in docs/wasm.md says what comes out.
 */
class WasiSuite {
  private static final long MEMORY_BYTES = 256L << 20;
  private static final Pattern TEXT = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"");

  @TempDir Path folder;
  private final WasmModules modules = new WasmModules(true, 1L << 32);

  @Test
  void allProgramsDoWhatTheyAreExpectedTo() throws Exception {
    Path suite = Path.of(Objects.requireNonNull(System.getProperty("wasi.suite"), "wasi.suite"));
    List<Path> programs;
    try (Stream<Path> all = Files.walk(suite)) {
      programs =
          all.filter(path -> path.toString().matches(".*/testsuite/wasm32-wasip1/[^/]*\\.wasm"))
              .sorted()
              .toList();
    }
    List<String> failed = new ArrayList<>();
    for (Path program : programs) {
      String problem = problem(program);
      System.out.printf("%-50s %s%n", suite.relativize(program).getFileName(), problem);
      if (!problem.equals("passes")) {
        failed.add(program.getFileName() + ": " + problem);
      }
    }
    System.out.println(programs.size() - failed.size() + " of " + programs.size() + " pass");
    assertThat(programs).isNotEmpty();
    assertThat(failed).isEmpty();
  }

  private String problem(Path program) throws Exception {
    Path spec = Path.of(program.toString().replaceFirst("\\.wasm$", ".json"));
    String json = Files.exists(spec) ? Files.readString(spec) : "{}";
    Path run = Files.createTempDirectory(folder.toRealPath(), "run");
    Path root = Files.createDirectory(run.resolve("root"));
    if (json.contains("\"root\"")) {
      copy(program.resolveSibling("fs-tests.dir"), root);
    }
    Path stdout = run.resolve("stdout");
    Path stderr = run.resolve("stderr");
    int code;
    try (BoundedOutput out = new BoundedOutput(stdout, 1 << 20, () -> {});
        BoundedOutput err = new BoundedOutput(stderr, 1 << 20, () -> {})) {
      code = run(program, json, root, out, err);
    } catch (RuntimeException e) {
      return "traps: " + lastLine(stderr) + " " + e.getMessage();
    }
    Matcher exit = Pattern.compile("\"exit_code\"\\s*:\\s*(\\d+)").matcher(json);
    int expected = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
    if (code != expected) {
      return "exit code " + code + ": " + lastLine(stderr);
    }
    Matcher output = Pattern.compile("\"stdout\"\\s*:\\s*" + TEXT.pattern()).matcher(json);
    return output.find() && !Files.readString(stdout).equals(unescaped(output.group(1)))
        ? "prints " + Files.readString(stdout)
        : "passes";
  }

  private static String lastLine(Path file) throws IOException {
    return String.join(" / ", Files.readAllLines(file));
  }

  private int run(Path program, String json, Path root, BoundedOutput out, BoundedOutput err)
      throws Exception {
    WasmModules.Ready ready;
    Files.copy(program, root.resolveSibling("program.wasm"));
    try (HostFolder around = HostFolder.open(root.resolve("..").normalize());
        HostFile file = around.open(List.of("program.wasm"), HostFolder.Access.READ, false)) {
      ready = modules.load(file);
    }
    DiskBudget disk = new DiskBudget(1 << 26, 10_000);
    MemoryBudget memory = new MemoryBudget(MEMORY_BYTES);
    try (GuestTree tree = GuestTree.ofRoot(root);
        Descriptors descriptors = new Descriptors(tree, out, err, disk)) {
      WasiFunctions functions = new WasiFunctions();
      WasiFiles files = new WasiFiles(tree, descriptors, Clock.systemUTC());
      files.addTo(functions);
      new WasiData(descriptors, disk).addTo(functions);
      new WasiPaths(tree, descriptors, disk, files).addTo(functions);
      new WasiOpen(tree, descriptors, disk).addTo(functions);
      List<String> arguments = new ArrayList<>(List.of(program.getFileName().toString()));
      arguments.addAll(texts(json, "args", '[', ']'));
      new WasiSystem(
              arguments,
              environment(json),
              descriptors,
              Clock.systemUTC(),
              System::nanoTime,
              RandomGenerator.getDefault())
          .addTo(functions);
      Instance instance =
          Instance.builder(ready.module())
              .withImportValues(ImportValues.builder().addFunction(functions.toArray()).build())
              .withMemoryFactory(limits -> new GuestMemory(limits, memory))
              .withMachineFactory(ready.machines())
              .withStart(false)
              .build();
      instance.export("_start").apply();
      return 0;
    } catch (WasiSystem.ProgramExit e) {
      return e.code();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.sorted(Comparator.naturalOrder()).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (!Files.isDirectory(path)) {
          Files.copy(path, target);
        } else if (!Files.exists(target)) {
          Files.createDirectory(target);
        }
      }
    }
  }

  // As much of JSON as the suite's own files use.
  private static List<String> texts(String json, String name, char open, char close) {
    Matcher list =
        Pattern.compile("\"%s\"\\s*:\\s*\\%s([^\\%s]*)\\%s".formatted(name, open, close, close))
            .matcher(json);
    List<String> texts = new ArrayList<>();
    if (list.find()) {
      Matcher text = Pattern.compile(TEXT.pattern() + "|\\d+").matcher(list.group(1));
      while (text.find()) {
        texts.add(text.group(1) == null ? text.group() : unescaped(text.group(1)));
      }
    }
    return texts;
  }

  private static Map<String, String> environment(String json) {
    List<String> texts = texts(json, "env", '{', '}');
    Map<String, String> environment = new TreeMap<>();
    for (int i = 0; i + 1 < texts.size(); i += 2) {
      environment.put(texts.get(i), texts.get(i + 1));
    }
    return environment;
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
  }
}
