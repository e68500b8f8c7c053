// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.CheckFinding;
import dev.gadus.bolt.PageInfo;
import dev.gadus.bolt.PageType;
import dev.gadus.bolt.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pages}: a table of all pages. */
@Command(
    name = "pages",
    description = {
      "Prints a table of all pages: number, type, number of items, and how many further pages the"
          + " page spills over into.",
      "Free pages show their type only. What is wrong with a page is told behind it, on standard"
          + " error, and the next one follows; the exit code is then 1."
    })
final class PagesCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  PagesCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
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
    Damages damages = new Damages(output);
    forEachPage(
        transaction,
        (page, found) -> {
          boolean free = page.type() == PageType.FREE;
          String items = free ? "" : Integer.toString(page.count());
          String overflow = free || page.overflow() == 0 ? "" : Long.toString(page.overflow());
          output.line(
              String.format("%-8d %-10s %-6s %-6s", page.id(), page.typeName(), items, overflow));
          found.forEach(damages);
        });
    damages.failIfAny();
  }

  private void printJson(Transaction transaction) {
    JsonWriter writer = new JsonWriter(output).object().list("pages");
    Damages damages = new Damages(output);
    forEachPage(
        transaction,
        (page, found) -> {
          writer.object().number("id", page.id()).text("type", page.typeName());
          if (page.type() != PageType.FREE) {
            writer.number("items", page.count()).number("overflow", page.overflow());
          }
          if (!found.isEmpty()) {
            writer.text("damage", found.getFirst().text());
            found.forEach(_ -> damages.count());
          }
          writer.endObject();
        });
    writer.endList().endObject().end();
    damages.failIfAny();
  }

  /**
   * Goes through all pages but those that belong to one before; one that is damaged has no others,
   * whatever it says.
   */
  private static void forEachPage(
      Transaction transaction, BiConsumer<PageInfo, List<CheckFinding>> consumer) {
    long id = 0;
    while (true) {
      List<CheckFinding> found = new ArrayList<>();
      Optional<PageInfo> there = transaction.page(id, found::add);
      if (there.isEmpty()) {
        return;
      }
      PageInfo page = there.get();
      consumer.accept(page, found);
      long pageId = id;
      boolean whole = found.stream().noneMatch(finding -> finding.pageId() == pageId);
      id += 1 + (page.type() == PageType.FREE || !whole ? 0 : page.overflow());
    }
  }
}
