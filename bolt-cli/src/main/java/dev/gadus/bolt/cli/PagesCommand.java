package dev.gadus.bolt.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.PageInfo;
import dev.gadus.bolt.PageType;
import dev.gadus.bolt.Transaction;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pages}: a table of all pages. */
@Command(
    name = "pages",
    description = {
      "Prints a table of all pages: number, type, number of items, and how many further pages the page spills over into.",
      "Free pages show their type only."
    })
final class PagesCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  PagesCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      output.line("ID       TYPE       ITEMS  OVRFLW");
      output.line("======== ========== ====== ======");
      database.view(transaction -> {
        table(transaction);
        return true;
      });
    }
  }

  private void table(Transaction transaction) {
    long id = 0;
    for (Optional<PageInfo> there = transaction.page(id);
        there.isPresent();
        there = transaction.page(id)) {
      PageInfo page = there.get();
      boolean free = page.type() == PageType.FREE;
      String items = free ? "" : Integer.toString(page.count());
      String overflow = free || page.overflow() == 0 ? "" : Long.toString(page.overflow());
      output.line(
          String.format("%-8d %-10s %-6s %-6s", page.id(), page.typeName(), items, overflow));
      id += 1 + (free ? 0 : page.overflow());
    }
  }
}
