// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gadus.model.Json;
import dev.gadus.node.DatabaseImport;
import dev.gadus.node.NodeOptions;
import dev.gadus.store.ImportListener;
import dev.gadus.store.ImportNote;
import dev.gadus.store.ImportNote.Kind;
import dev.gadus.store.ImportReport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gadus db import FILE}. */
@Command(
    name = "import",
    description = {
      "Bring in what ended on a Bacalhau node: the jobs of its job store (jobs.db, since v1.5"
          + " orchestrator/state_boltdb.db) or the executions of its execution store"
          + " (executions.db, since v1.5 compute/state_boltdb.db), of v1.1 to v1.9, with their"
          + " history.",
      "The file is only read; both nodes must be stopped. What was brought in before is left as it"
          + " is, so that an import can be interrupted and made again."
    },
    footer = {
      "",
      "Exit codes:",
      "  0  what has ended is here now, or it was printed why not",
      "  1  the file is none of Bacalhau's, or one of the two nodes runs",
    })
final class DbImportCommand implements Callable<Integer> {
  /** Often enough for a person who watches. */
  private static final long PROGRESS_RECORDS = 1000;

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "A database of Bacalhau.")
  private Path file = Path.of("");

  @Option(names = "--dry-run", description = "Tell what would be done, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--verbose",
      description = "List each record that is not brought in, or that is changed on the way.")
  private boolean verbose;

  @Option(
      names = "--output",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "text, or json with each record that is not brought in (default: text).")
  private Format format = Format.TEXT;

  private enum Format {
    TEXT,
    JSON
  }

  DbImportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    switch (format) {
      case TEXT -> printText(run(new Listener(this::printNote)));
      case JSON -> printJson();
    }
    return ExitCode.OK;
  }

  private ImportReport run(Listener listener) {
    try {
      return DatabaseImport.run(
          NodeOptions.of(
              context.configuration(), context.dataFolder(), context.surroundings().environment()),
          context.surroundings().folder().resolve(file),
          dryRun,
          listener);
    } finally {
      listener.end();
    }
  }

  private void printNote(ImportNote note) {
    if (verbose) {
      context
          .out()
          .println(
              "%s %s %s%s"
                  .formatted(
                      note.kind().text(),
                      note.id(),
                      note.reason().text(),
                      note.detail().isEmpty() ? "" : ": " + note.detail()));
    }
  }

  private void printText(ImportReport report) {
    PrintStream out = context.out();
    out.println(report.layout());
    out.println((dryRun ? "would bring in: " : "brought in: ") + counts(report.brought()));
    if (!report.present().isEmpty()) {
      out.println("there already: " + counts(report.present()));
    }
    report
        .notes()
        .forEach((reason, kinds) ->
            out.println(
                (reason.isSkip() ? "skipped: " : "changed: ")
                    + counts(kinds)
                    + ", since each "
                    + reason.text()));
    report
        .lostFields()
        .forEach(
            (field, count) -> out.println("no place for: %s, %d times".formatted(field, count)));
  }

  private static String counts(Map<Kind, Long> counts) {
    return counts.isEmpty()
        ? "nothing"
        : counts.entrySet().stream()
            .map(entry ->
                entry.getValue() + " " + entry.getKey().text() + (entry.getValue() == 1 ? "" : "s"))
            .collect(Collectors.joining(", "));
  }

  /** The notes are written as they come: there may be more of them than memory holds. */
  private void printJson() {
    try (JsonGenerator json = Json.mapper().createGenerator(context.out())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeArrayFieldStart("Records");
      ImportReport report = run(new Listener(note -> write(json, note)));
      json.writeEndArray();
      json.writePOJOField("Report", report);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    context.out().println();
  }

  private static void write(JsonGenerator json, ImportNote note) {
    try {
      json.writePOJO(note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the notes, and shows progress to a person. */
  private final class Listener implements ImportListener {
    private final Consumer<ImportNote> notes;
    private boolean shown;

    Listener(Consumer<ImportNote> notes) {
      this.notes = notes;
    }

    @Override
    public void noted(ImportNote note) {
      notes.accept(note);
    }

    @Override
    public void progress(long records) {
      if (context.surroundings().interactive() && records % PROGRESS_RECORDS == 0) {
        context.err().print("\rread " + records + " records");
        shown = true;
      }
    }

    void end() {
      if (shown) {
        context.err().println();
      }
    }
  }
}
