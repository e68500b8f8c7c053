// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.Arena;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code page-item}: one item of a leaf page. */
@Command(
    name = "page-item",
    description = {
      "Prints the key and the value of one item of a leaf page, each on a line.",
      "Reads the file as it lies there, without its lock."
    })
final class PageItemCommand extends PlainCommand {
  /** Item numbers have 16 bits; Go's command cuts longer ones, and so does this. */
  private static final int ITEM_MASK = 0xffff;

  private final Databases databases;
  private final Output output;

  @Parameters(index = "1", paramLabel = "PAGE", description = "Number of a leaf page.")
  private String pageId = "";

  @Parameters(
      index = "2",
      paramLabel = "ITEM",
      description = "Number of an item on it, counted from 0.")
  private String itemId = "";

  @Option(names = "--key-only", description = "Print the key only.")
  private boolean keyOnly;

  @Option(names = "--value-only", description = "Print the value only.")
  private boolean valueOnly;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description = "How key and value are shown: " + Format.NAMES + " (default: auto).")
  private String format = "auto";

  PageItemCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  boolean takeFurther(List<String> arguments) {
    boolean fits = arguments.size() == 2;
    if (fits) {
      pageId = arguments.getFirst();
      itemId = arguments.getLast();
    }
    return fits;
  }

  @Override
  public void run() {
    long id = GoText.parseUnsigned(pageId);
    int item = (int) GoText.parseUnsigned(itemId) & ITEM_MASK;
    if (keyOnly && valueOnly) {
      throw new Failure("the --key-only or --value-only flag may be set, but not both");
    }
    Format shown = Format.of(format);
    databases.besideTheEngine(() -> print(id, item, shown));
  }

  private void print(long id, int item, Format shown) {
    try (Arena arena = Arena.ofConfined()) {
      PageFile pages = PageFile.open(databases.path(file.path()), arena);
      RawPage page = pages.page(id);
      if (item >= page.count()) {
        throw new Failure(
            "leafPageElement: expected item index less than " + page.count() + ", but got " + item);
      }
      if (page.kind() != RawPage.Kind.LEAF) {
        throw new Failure(
            "leafPageElement: expected page type of 'leaf', but got '" + page.kindName() + "'");
      }
      if (!valueOnly) {
        shown.writeLine(page.leafKey(item), output);
      }
      if (!keyOnly) {
        shown.writeLine(page.leafValue(item), output);
      }
    }
  }
}
