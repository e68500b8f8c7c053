// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of modules and libraries in {@code docs/architecture.md}.
 *
 * @param allowed what a module may use, modules and libraries, by the module's name
 * @param libraries the beginnings of a library's packages, by its name
 */
record ModuleTable(Map<String, Set<String>> allowed, Map<String, Set<String>> libraries) {
  private static final String MODULES = "| module | what lives there | may use |";
  private static final String LIBRARIES = "| library | its packages | what it is for |";

  /** Instead of names: nothing but the JDK, and no limit. */
  private static final String NOTHING = "the JDK alone";

  static final String ANYTHING = "anything";

  static ModuleTable read(Path document) throws IOException {
    List<String> lines = Files.readAllLines(document);
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    Map<String, Set<String>> libraries = new LinkedHashMap<>();
    rows(lines, MODULES)
        .forEach(cells ->
            names(cells.getFirst()).forEach(module -> allowed.put(module, names(cells.getLast()))));
    rows(lines, LIBRARIES)
        .forEach(cells ->
            names(cells.getFirst())
                .forEach(library -> libraries.put(library, names(cells.get(1)))));
    return new ModuleTable(allowed, libraries);
  }

  /** The cells of each row below a heading. */
  private static List<List<String>> rows(List<String> lines, String heading) {
    List<List<String>> rows =
        lines.stream()
            .dropWhile(line -> !line.equals(heading))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(line ->
                Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
            .map(cells -> cells.subList(0, cells.size() - 1))
            .toList();
    if (rows.isEmpty()) {
      throw new AssertionError("there are no rows below " + heading);
    }
    return rows;
  }

  private static Set<String> names(String cell) {
    Set<String> names = new LinkedHashSet<>();
    if (!cell.equals(NOTHING)) {
      Arrays.stream(cell.split(",", -1))
          .map(name -> name.replace("`", "").strip())
          .forEach(names::add);
    }
    return names;
  }
}
