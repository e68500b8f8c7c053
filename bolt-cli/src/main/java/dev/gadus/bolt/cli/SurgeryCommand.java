// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code surgery}: the group of commands that repair by hand. */
@Command(
    name = "surgery",
    description = {
      "Repairs a damaged database by hand: makes a copy of the file and edits pages in it.",
      "The database itself is left as it is. No lock is taken, so nobody may be writing."
    })
final class SurgeryCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  static CommandLine commandLine(Output output) {
    CommandLine meta = new CommandLine(new Group());
    meta.getCommandSpec().usageMessage().description("Looks at and changes the two meta pages.");
    meta.addSubcommand("validate", new MetaValidateCommand(output));
    meta.addSubcommand("update", new MetaUpdateCommand(output));
    CommandLine freelist = new CommandLine(new Group());
    freelist
        .getCommandSpec()
        .usageMessage()
        .description("Drops or rebuilds the stored list of free pages.");
    freelist.addSubcommand("abandon", new FreelistAbandonCommand(output));
    freelist.addSubcommand("rebuild", new FreelistRebuildCommand(output));
    return new CommandLine(new SurgeryCommand())
        .addSubcommand("clear-page", new ClearPageCommand(output))
        .addSubcommand("clear-page-elements", new ClearPageElementsCommand(output))
        .addSubcommand("copy-page", new CopyPageCommand(output))
        .addSubcommand("freelist", freelist)
        .addSubcommand("meta", meta)
        .addSubcommand("revert-meta-page", new RevertMetaPageCommand(output));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** A group of commands that does nothing itself but show its help. */
  @Command
  static final class Group implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
