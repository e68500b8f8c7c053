// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Transaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code info}: the page size. */
@Command(name = "info", description = "Prints the page size of a database.")
final class InfoCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  InfoCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  public void run() {
    boolean json = kind.isJson();
    databases.view(
        file.path(),
        transaction -> {
          print(transaction, json);
          return true;
        });
  }

  private void print(Transaction transaction, boolean json) {
    int pageSize = transaction.database().pageSize();
    if (json) {
      new JsonWriter(output)
          .object()
          .number("pageSize", pageSize)
          .number("bytes", transaction.size())
          .number("transaction", transaction.id())
          .endObject()
          .end();
    } else {
      output.line("Page Size: " + pageSize);
    }
  }
}
