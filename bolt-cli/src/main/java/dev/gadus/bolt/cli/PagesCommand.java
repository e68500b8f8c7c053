// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.PageInfo;
import dev.gadus.bolt.PageType;
import dev.gadus.bolt.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pages}: a table of all pages. */
@Command(
    name = "pages",
    description = {
      "Prints a table of all pages: number, type, number of items, and how many further pages the"
          + " page spills over into.",
      "Free pages show their type only."
    })
final class PagesCommand implements PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();
  @Mixin private final OutputOption kind = new OutputOption();

  PagesCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  public boolean take(List<String> arguments) {
    boolean fits = arguments.size() == 1;
    if (fits) {
      file.take(arguments.getFirst());
    }
    return fits;
  }

  @Override
  public void run() {
    boolean json = kind.isJson();
    databases.view(
        file.path(),
        transaction -> {
          if (json) {
            printJson(transaction);
          } else {
            printTable(transaction);
          }
          return true;
        });
  }

  private void printTable(Transaction transaction) {
    output.line("ID       TYPE       ITEMS  OVRFLW");
    output.line("======== ========== ====== ======");
    forEachPage(
        transaction,
        page -> {
          boolean free = page.type() == PageType.FREE;
          String items = free ? "" : Integer.toString(page.count());
          String overflow = free || page.overflow() == 0 ? "" : Long.toString(page.overflow());
          output.line(
              String.format("%-8d %-10s %-6s %-6s", page.id(), page.typeName(), items, overflow));
        });
  }

  private void printJson(Transaction transaction) {
    JsonWriter writer = new JsonWriter(output).object().list("pages");
    forEachPage(
        transaction,
        page -> {
          writer.object().number("id", page.id()).text("type", page.typeName());
          if (page.type() != PageType.FREE) {
            writer.number("items", page.count()).number("overflow", page.overflow());
          }
          writer.endObject();
        });
    writer.endList().endObject().end();
  }

  /** Goes through all pages but those that belong to one before. */
  private static void forEachPage(Transaction transaction, Consumer<PageInfo> consumer) {
    long id = 0;
    for (Optional<PageInfo> there = transaction.page(id);
        there.isPresent();
        there = transaction.page(id)) {
      PageInfo page = there.get();
      consumer.accept(page);
      id += 1 + (page.type() == PageType.FREE ? 0 : page.overflow());
    }
  }
}
