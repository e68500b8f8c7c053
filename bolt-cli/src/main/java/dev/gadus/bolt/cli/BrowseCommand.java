// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Transaction;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code browse}: looking through a database with the keyboard. An addition to Go's command. */
@Command(
    name = "browse",
    description = {
      "Shows a database on the whole screen, to be looked through with the keyboard: buckets, keys,"
          + " values, pages.",
      "The key ? says which key does what, q ends it. The file is only read. An addition to Go's"
          + " command."
    })
final class BrowseCommand implements Runnable {
  private final Databases databases;
  @Mixin private final FileArgument file = new FileArgument();

  BrowseCommand(Databases databases) {
    this.databases = databases;
  }

  @Override
  public void run() {
    Output.requireScreen();
    databases.view(
        file.path(),
        transaction -> {
          browse(transaction, file.path().toString());
          return true;
        });
  }

  /** Shows what a transaction sees, on the terminal of this process. */
  static void browse(Transaction transaction, String title) {
    Path path = transaction.database().path();
    BrowserTerminal.run(new TransactionSource(transaction, path, title));
  }
}
