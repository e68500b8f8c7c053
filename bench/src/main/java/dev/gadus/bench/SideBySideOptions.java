// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the side-by-side benchmark is told to do.
 *
 * @param folder where the files are made
 * @param javaOptions further options for the JVM of our engine
 */
record SideBySideOptions(
    Scale scale,
    List<Plan.Part> parts,
    List<Contender> contenders,
    Path folder,
    List<String> javaOptions) {
  static final String USAGE =
      """
      bench/run bolt [OPTION VALUE]...
        --keys N             records of the loads, 1000000; everything else follows from it
        --rounds N           how often each row is measured, 3
        --only PART,...      of records, loads, large; all of them
        --engines NAME,...   of bolt, go, lmdb, mvstore; all that can be had
        --folder FOLDER      where the files are made, which says what disk is measured; bench/target
        --java-option OPTION a further one for the JVM of our engine
      """;

  /**
   * Reads the arguments of the command line.
   *
   * @throws IllegalArgumentException for those that make no sense, with a sentence for the user
   */
  static SideBySideOptions parse(Path project, List<String> arguments) {
    long keys = Scale.FULL_KEYS;
    int rounds = Scale.USUAL_ROUNDS;
    List<Plan.Part> parts = List.of(Plan.Part.values());
    List<Contender> contenders = List.of(Contender.values());
    Path folder = project.resolve("bench/target");
    List<String> javaOptions = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException("no value for " + option);
      }
      String value = arguments.get(i + 1);
      switch (option) {
        case "--keys" -> keys = Long.parseLong(value);
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--only" -> parts = names(value).map(Plan.Part::valueOf).toList();
        case "--engines" -> contenders = names(value).map(Contender::valueOf).toList();
        case "--folder" -> folder = Path.of(value).toAbsolutePath();
        case "--java-option" -> javaOptions.add(value);
        default -> throw new IllegalArgumentException("no such option: " + option);
      }
    }
    if (keys < Scale.MIN_KEYS || rounds < 1) {
      throw new IllegalArgumentException(
          "keys=" + keys + " rounds=" + rounds + "; at least " + Scale.MIN_KEYS + " and 1");
    }
    return new SideBySideOptions(new Scale(keys, rounds), parts, contenders, folder, javaOptions);
  }

  private static Stream<String> names(String list) {
    return Stream.of(list.toUpperCase(Locale.ROOT).split(",", -1));
  }
}
