// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example of the page about looking into databases. */
final class InspectingDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/inspecting.md");
  private static final String PROMPT = "$ ";
  private static final String PROGRAM = "bbolt ";

  /** One for all, since an example may look into what one before it made. */
  @TempDir static Path folder;

  /** A command line of the page and what stands below it. */
  record Example(String line, String shown) {}

  @ParameterizedTest
  @MethodSource("examples")
  void theCommandPrintsWhatThePageShows(Example example) {
    String[] arguments =
        Stream.of(example.line.substring(PROGRAM.length()).split(" ", -1))
            .map(InspectingDocumentTest::file)
            .toArray(String[]::new);

    Run run = Run.of(arguments);

    String reason = run.reason().isEmpty() ? "" : run.reason() + "\n";
    assertThat((run.text() + reason).stripTrailing()).isEqualTo(example.shown.stripTrailing());
  }

  /** The page writes files without their folder. */
  private static String file(String word) {
    if (!word.endsWith(".db")) {
      return word;
    }
    Path fixture = Run.FIXTURES.resolve(word);
    return (Files.exists(fixture) ? fixture : folder.resolve(word)).toString();
  }

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    boolean inBlock = false;
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```console");
      } else if (inBlock && line.startsWith(PROMPT)) {
        examples.add(new Example(line.substring(PROMPT.length()), ""));
      } else if (inBlock) {
        Example last = examples.removeLast();
        examples.add(new Example(last.line, last.shown + line + "\n"));
      }
    }
    // Those of the command gadus are tested where that command is.
    examples.removeIf(example -> !example.line.startsWith(PROGRAM));
    assertThat(examples).as("examples on the page").hasSizeGreaterThan(15);
    return examples.stream();
  }
}
