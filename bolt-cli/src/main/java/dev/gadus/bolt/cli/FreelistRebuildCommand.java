// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.FreelistStorage;
import dev.gadus.bolt.Options;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code surgery freelist rebuild}. */
@Command(
    description = "Finds the free pages of a database that stores no list of them, and stores one.")
final class FreelistRebuildCommand implements Runnable {
  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  FreelistRebuildCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    arguments.makeCopy("freelist rebuild", FreelistRebuildCommand::rebuild);
    output.line("The freelist was successfully rebuilt.");
  }

  private static void rebuild(EditedCopy copy) throws IOException {
    if (MetaPages.newer(copy).freelist() != RawPage.Meta.NO_FREELIST) {
      throw new Failure(
          "the file already has freelist, please consider to abandon the freelist to forcibly rebuild it");
    }
    try (Database database =
        Database.open(
            copy.path(), Options.defaults().freelistStorage(FreelistStorage.EVERY_COMMIT))) {
      database.update(_ -> true);
    }
  }
}
