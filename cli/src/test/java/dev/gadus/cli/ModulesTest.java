// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which module may use which: the table of docs/architecture.md against every module-info. */
class ModulesTest {
  private static final Pattern REQUIRES =
      Pattern.compile(
          "^\\s*requires\\s+(?:static\\s+|transitive\\s+)*([\\w.]+)\\s*;", Pattern.MULTILINE);
  private static final Pattern NAME =
      Pattern.compile("^(?:open\\s+)?module\\s+([\\w.]+)", Pattern.MULTILINE);

  /** A name that ends with a dot stands for all that begin so. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("dev.gadus.bolt", Set.of()),
          Map.entry("dev.gadus.bolt.cli", Set.of("dev.gadus.bolt", "info.picocli", "org.jline.")),
          Map.entry("dev.gadus.files", Set.of()),
          Map.entry("dev.gadus.model", Set.of("com.fasterxml.jackson.")),
          Map.entry("dev.gadus.store", Set.of("dev.gadus.bolt", "dev.gadus.model")),
          Map.entry(
              "dev.gadus.compute",
              Set.of(
                  "dev.gadus.store",
                  "dev.gadus.model",
                  "run.endive.",
                  "wasm",
                  "runtime",
                  "wasi",
                  "compiler",
                  "org.slf4j")),
          Map.entry(
              "dev.gadus.requester", Set.of("dev.gadus.store", "dev.gadus.model", "org.slf4j")),
          Map.entry("dev.gadus.transport", Set.of("dev.gadus.model")),
          Map.entry(
              "dev.gadus.node",
              Set.of(
                  "dev.gadus.bolt",
                  "dev.gadus.bolt.cli",
                  "dev.gadus.model",
                  "dev.gadus.store",
                  "dev.gadus.compute",
                  "dev.gadus.requester",
                  "dev.gadus.transport",
                  "io.helidon.",
                  "ch.qos.logback.",
                  "org.slf4j")),
          Map.entry("dev.gadus.client", Set.of("dev.gadus.model")),
          Map.entry(
              "dev.gadus.cli",
              Set.of("dev.gadus.node", "dev.gadus.client", "dev.gadus.bolt.cli", "info.picocli")));

  /** These are for tests and measurements, and may use anything. */
  private static final Set<String> FREE = Set.of("dev.gadus.bench", "dev.gadus.interop");

  @Test
  void aModuleUsesOnlyWhatTheTableAllows() throws Exception {
    Map<String, String> descriptors = descriptors();
    assertThat(descriptors.keySet()).containsAll(ALLOWED.keySet());
    Map<String, Set<String>> forbidden = new TreeMap<>();
    descriptors.forEach((module, text) -> {
      if (FREE.contains(module)) {
        return;
      }
      assertThat(ALLOWED).as("a new module needs a row in the table").containsKey(module);
      Set<String> bad = new TreeSet<>(required(text));
      bad.removeIf(name -> isAllowed(module, name));
      if (!bad.isEmpty()) {
        forbidden.put(module, bad);
      }
    });
    assertThat(forbidden).isEmpty();
  }

  private static boolean isAllowed(String module, String name) {
    boolean jdk = name.startsWith("java.") || name.startsWith("jdk.");
    return jdk
        || name.equals("org.jspecify")
        || ALLOWED.getOrDefault(module, Set.of()).stream()
            .anyMatch(
                allowed -> allowed.endsWith(".") ? name.startsWith(allowed) : name.equals(allowed));
  }

  /** The text of every module-info by the name of its module. */
  private static Map<String, String> descriptors() throws Exception {
    Map<String, String> descriptors = new TreeMap<>();
    List<Path> folders;
    try (Stream<Path> found = Files.list(Path.of("..").toRealPath())) {
      folders = found.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      Path file = folder.resolve("src/main/java/module-info.java");
      if (Files.exists(file)) {
        String text = Files.readString(file);
        Matcher name = NAME.matcher(text);
        assertThat(name.find()).as(file.toString()).isTrue();
        descriptors.put(name.group(1), text);
      }
    }
    return descriptors;
  }

  private static Set<String> required(String text) {
    Set<String> names = new TreeSet<>();
    Matcher requires = REQUIRES.matcher(text);
    while (requires.find()) {
      names.add(requires.group(1));
    }
    return names;
  }
}
