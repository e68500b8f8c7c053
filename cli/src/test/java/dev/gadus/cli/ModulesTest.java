// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which module may use which: the table of docs/architecture.md against what the compiled classes
 * refer to. The table is the truth; this test has no list of its own.
 */
class ModulesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** A module's name in the first cell of a row. */
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** Annotations for the compiler, which every module has. */
  private static final String EVERYWHERE = "org.jspecify";

  private static final Set<String> JDK_PACKAGES = new HashSet<>();
  private static final Map<String, CompiledModule> COMPILED = new TreeMap<>();
  private static ModuleTable table;

  @BeforeAll
  static void read() throws Exception {
    table = ModuleTable.read(ROOT.resolve("docs/architecture.md"));
    ModuleFinder.ofSystem()
        .findAll()
        .forEach(module -> JDK_PACKAGES.addAll(module.descriptor().packages()));
    for (String module : folders()) {
      Path folder = ROOT.resolve(module);
      boolean limited =
          !table.allowed().getOrDefault(module, Set.of()).contains(ModuleTable.ANYTHING);
      if (limited && Files.exists(folder.resolve("src/main/java"))) {
        COMPILED.put(module, CompiledModule.read(folder.resolve("target/classes")));
      }
    }
  }

  /** The folders that Maven builds. */
  private static List<String> folders() throws Exception {
    Matcher modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml"), UTF_8));
    return modules.results().map(found -> found.group(1)).toList();
  }

  @Test
  void everyModuleHasARowAndEveryRowAModule() throws Exception {
    assertThat(table.allowed().keySet()).containsExactlyInAnyOrderElementsOf(folders());
  }

  @Test
  void theReadmeNamesTheSameModules() throws Exception {
    List<String> named =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .dropWhile(line -> !line.equals("| module | what lives there |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .flatMap(row -> NAME.matcher(row.split("\\|", -1)[1]).results())
            .map(name -> name.group(1))
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(table.allowed().keySet());
  }

  @Test
  void classesUseOnlyWhatTheTableAllows() {
    Map<String, Map<String, String>> forbidden = new TreeMap<>();
    COMPILED.forEach((module, compiled) -> {
      Map<String, String> bad = new TreeMap<>(compiled.users());
      bad.keySet().removeIf(used -> isAllowed(module, used));
      if (!bad.isEmpty()) {
        forbidden.put(module, bad);
      }
    });
    assertThat(forbidden).as("packages that a module may not use, each with a user").isEmpty();
  }

  private static boolean isAllowed(String module, String used) {
    return JDK_PACKAGES.contains(used)
        || used.startsWith(EVERYWHERE)
        || owner(used)
            .filter(owner ->
                owner.equals(module)
                    || table.allowed().getOrDefault(module, Set.of()).contains(owner))
            .isPresent();
  }

  /** The module or library that has a package. */
  private static Optional<String> owner(String used) {
    return COMPILED.entrySet().stream()
        .filter(module -> module.getValue().packages().contains(used))
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() -> library(used));
  }

  private static Optional<String> library(String used) {
    return table.libraries().entrySet().stream()
        .filter(library ->
            library.getValue().stream()
                .anyMatch(begin -> used.equals(begin) || used.startsWith(begin + ".")))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Test
  void descriptorsNameOnlyModulesThatTheTableAllows() {
    Map<String, Set<String>> forbidden = new TreeMap<>();
    COMPILED.forEach((module, compiled) -> {
      Set<String> named = new TreeSet<>(compiled.required());
      named.removeIf(name -> !name.startsWith("dev.gadus."));
      table
          .allowed()
          .getOrDefault(module, Set.of())
          .forEach(allowed ->
              Optional.ofNullable(COMPILED.get(allowed)).ifPresent(m -> named.remove(m.name())));
      if (!named.isEmpty()) {
        forbidden.put(module, named);
      }
    });
    assertThat(forbidden).isEmpty();
  }

  @Test
  void whatTheTableAllowsIsUsed() {
    Map<String, Set<String>> unused = new TreeMap<>();
    COMPILED.forEach((module, compiled) -> {
      Set<String> idle = new TreeSet<>(table.allowed().getOrDefault(module, Set.of()));
      compiled.users().keySet().forEach(used -> owner(used).ifPresent(idle::remove));
      if (!idle.isEmpty()) {
        unused.put(module, idle);
      }
    });
    assertThat(unused).as("what a row allows and no class uses").isEmpty();
  }

  /* That the reading of classes sees what there is to see. */

  @Test
  void aClassThatOnlyASignatureNamesIsSeen() throws Exception {
    record Sample(AtomicReference<Pattern> onlyInASignature) {}
    assertThat(packagesIn(Sample.class))
        .contains("java.util.concurrent.atomic", "java.util.regex")
        .doesNotContain("java.nio.file");
  }

  @Test
  void aClassThatOnlyAnAnnotationOrAnArrayNamesIsSeen() throws Exception {
    class Sample {
      @Test
      void annotated() {}

      Object array() {
        return new Path[0][0];
      }
    }
    assertThat(new Sample().array()).isInstanceOf(Path[][].class);
    assertThat(packagesIn(Sample.class)).contains("org.junit.jupiter.api", "java.nio.file");
  }

  private static Set<String> packagesIn(Class<?> type) throws Exception {
    String name = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(name)) {
      assertThat(in).isNotNull();
      return CompiledModule.packagesIn(in.readAllBytes());
    }
  }
}
