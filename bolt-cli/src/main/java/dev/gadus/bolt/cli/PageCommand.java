// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code page}: what stands on a page. */
@Command(
    name = "page",
    description = {
      "Prints what stands on pages: header, and the items of meta, leaf, branch and freelist"
          + " pages.",
      "Reads the file as it lies there, without its lock; a page or an item that cannot be read is"
          + " reported where it would stand, and the next one follows; the exit code is then 1, but not with"
          + " --all, for free pages may hold anything."
    })
final class PageCommand extends PlainCommand {
  static final String SEPARATOR = "===============================================";

  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PAGE",
      description = "Numbers of pages.")
  private List<String> pageIds = List.of();

  @Option(names = "--all", description = "Print all pages.")
  private boolean all;

  @Option(
      names = "--format-value",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description = "How values on leaf pages are shown: " + Format.NAMES + " (default: auto).")
  private String valueFormat = "auto";

  PageCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  boolean takeFurther(List<String> arguments) {
    pageIds = arguments;
    return true;
  }

  @Override
  public void run() {
    List<Long> ids = PageNumber.parseAll(pageIds);
    if (ids.isEmpty() && !all) {
      throw new Failure("page id required");
    }
    if (!ids.isEmpty() && all) {
      throw new Failure("invalid args: either use '--all' or 'pageid...'");
    }
    Format format = Format.of(valueFormat);
    boolean json = kind.isJson(format);
    databases.besideTheEngine(() -> print(ids, format, json));
  }

  private void print(List<Long> ids, Format format, boolean json) {
    Damages damages = new Damages(output);
    try (Arena arena = Arena.ofConfined()) {
      PageFile pages = PageFile.open(databases.path(file.path()), arena);
      if (json) {
        PageJson printer = new PageJson(pages, output, damages);
        forEachPage(pages, ids, printer::print);
        printer.end();
      } else {
        PagePrinter printer = new PagePrinter(pages, format, output, damages);
        AtomicBoolean between = new AtomicBoolean();
        forEachPage(
            pages,
            ids,
            id -> {
              if (between.getAndSet(true)) {
                output.line(SEPARATOR);
              }
              return printer.print(id);
            });
      }
    }
    // Among all pages are free ones, which may hold anything: no damage.
    if (!all) {
      damages.failIfAny();
    }
  }

  /** Prints pages; {@code print} says how many pages further the next one begins. */
  private void forEachPage(PageFile pages, List<Long> ids, LongUnaryOperator print) {
    if (!all) {
      for (long id : ids) {
        long _ = print.applyAsLong(id);
      }
      return;
    }
    long id = 0;
    while (Long.compareUnsigned(id, pages.highWaterMark()) < 0 && id >= 0) {
      id += print.applyAsLong(id);
    }
  }
}
