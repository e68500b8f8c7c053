// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/states.md} shows the tables that the program uses, not a memory of them. */
class StatesDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "states.md");

  @Test
  void theDocumentShowsTheTableOfLocalStates() throws IOException {
    assertShows(table(LocalState.values(), LocalState.TABLE, LocalState::text));
  }

  @Test
  void theDocumentShowsHowLocalStatesAreShown() throws IOException {
    assertShows(
        "| on the compute node | in the API |\n|---|---|\n"
            + Arrays.stream(LocalState.values())
                .map(state -> "| %s | %s |\n".formatted(state.text(), state.shownAs().text()))
                .collect(Collectors.joining()));
  }

  @Test
  void theDocumentShowsTheTableOfExecutionStates() throws IOException {
    ExecutionState[] known =
        Arrays.stream(ExecutionState.values())
            .filter(state -> state != ExecutionState.UNDEFINED)
            .toArray(ExecutionState[]::new);
    assertShows(
        table(known, ExecutionState.TABLE, state -> state.text() + " (" + state.code() + ")"));
  }

  @Test
  void theDocumentShowsTheTableOfJobStates() throws IOException {
    assertShows(table(JobState.values(), JobState.TABLE, JobState::text));
  }

  @Test
  void theDocumentShowsTheRestartTable() throws IOException {
    String head = "| state |";
    String line = "|---|";
    for (JobType type : JobType.values()) {
      head += " " + type.text() + " |";
      line += "---|";
    }
    StringBuilder rows = new StringBuilder(head + "\n" + line + "\n");
    for (LocalState state : LocalState.values()) {
      rows.append("| ").append(state.text()).append(" |");
      for (JobType type : JobType.values()) {
        rows.append(" ").append(RestartTable.shipped().action(type, state).text()).append(" |");
      }
      rows.append("\n");
    }
    assertShows(rows.toString());
  }

  private static <S extends Enum<S>> String table(
      S[] states, StateTable<S> table, Function<S, String> text) {
    return "| state | may become |\n|---|---|\n"
        + Arrays.stream(states)
            .map(state ->
                "| %s | %s |\n"
                    .formatted(
                        text.apply(state),
                        table.next(state).isEmpty()
                            ? "(final)"
                            : table.next(state).stream()
                                .map(text)
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining());
  }

  private static void assertShows(String expected) throws IOException {
    assertThat(Files.readString(DOCUMENT)).as("docs/states.md").contains(expected);
  }
}
