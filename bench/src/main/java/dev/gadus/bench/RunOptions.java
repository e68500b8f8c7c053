// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code bench/run} is told to do.
 *
 * @param save where what is measured is kept
 * @param compare the baseline that it is compared with
 * @param names the benchmarks to run
 * @param sideBySide what stands behind {@code bolt}, when that is among them
 */
record RunOptions(
    Optional<Path> save,
    Optional<Path> compare,
    Set<String> names,
    Optional<SideBySideOptions> sideBySide) {
  static final String USAGE =
      """
      bench/run [--save FILE] [--compare FILE] [NAME]... [bolt [OPTION VALUE]...]
        --save FILE     keep what is measured in a file, as a baseline for later
        --compare FILE  compare what is measured with such a file; exit code 1 when a figure is worse
        NAME            %s (these four when none is named),
                        %s
      """
          .formatted(
              String.join(", ", Benchmarks.USUAL),
              String.join(
                  ", ",
                  Benchmarks.NAMES.subList(Benchmarks.USUAL.size(), Benchmarks.NAMES.size())));

  /**
   * Reads the arguments of the command line.
   *
   * @throws IllegalArgumentException for those that make no sense, with a sentence for the user
   */
  static RunOptions parse(Path project, List<String> arguments) {
    Optional<Path> save = Optional.empty();
    Optional<Path> compare = Optional.empty();
    Set<String> names = new LinkedHashSet<>();
    int bolt = arguments.indexOf(Benchmarks.BOLT);
    List<String> own = bolt < 0 ? arguments : arguments.subList(0, bolt);
    List<String> rest = new ArrayList<>(own);
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      switch (word) {
        case "--save" -> save = Optional.of(file(word, rest));
        case "--compare" -> compare = Optional.of(file(word, rest));
        default -> names.add(name(word));
      }
    }
    Optional<SideBySideOptions> sideBySide = Optional.empty();
    if (bolt >= 0) {
      names.add(Benchmarks.BOLT);
      List<String> behind = arguments.subList(bolt + 1, arguments.size());
      sideBySide = Optional.of(SideBySideOptions.parse(project, behind));
    }
    if (names.isEmpty()) {
      names.addAll(Benchmarks.USUAL);
    }
    return new RunOptions(save, compare, names, sideBySide);
  }

  private static Path file(String option, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("no file for " + option);
    }
    return Path.of(rest.removeFirst());
  }

  private static String name(String word) {
    if (!Benchmarks.NAMES.contains(word)) {
      throw new IllegalArgumentException("no such benchmark or option: " + word);
    }
    return word;
  }
}
