package dev.gadus.bolt.cli;

import java.lang.foreign.Arena;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code page}: what stands on a page. */
@Command(
    name = "page",
    description = {
      "Prints what stands on pages: header, and the items of meta, leaf, branch and freelist pages.",
      "Reads the file as it lies there, without its lock; a page that cannot be read is reported where it would stand, and the next one follows."
    })
final class PageCommand implements Runnable {
  static final String SEPARATOR = "===============================================";

  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

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
  private String valueFormat = "";

  PageCommand(Output output) {
    this.output = output;
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
    try (Arena arena = Arena.ofConfined()) {
      PageFile pages = PageFile.open(file.path(), arena);
      PagePrinter printer = new PagePrinter(pages, format, output);
      if (all) {
        printAll(pages, printer);
      } else {
        for (int i = 0; i < ids.size(); i++) {
          separate(i > 0);
          printer.print(ids.get(i));
        }
      }
    }
  }

  private void printAll(PageFile pages, PagePrinter printer) {
    long id = 0;
    while (Long.compareUnsigned(id, pages.highWaterMark()) < 0 && id >= 0) {
      separate(id > 0);
      id += printer.print(id);
    }
  }

  private void separate(boolean between) {
    if (between) {
      output.line(SEPARATOR);
    }
  }
}
