// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion}: a script that lets a shell complete what is typed. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes subcommands and options of bbolt, for bash and zsh.",
      "To use it in this shell: source <(./bbolt completion bash)"
    })
final class CompletionCommand implements Runnable {
  /** The name of the launcher, whatever it was reached by: a shell completes by name. */
  private static final String LAUNCHER = "bbolt";

  private final Output output;

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
  private String shell = "";

  CompletionCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    switch (shell) {
      case "bash", "zsh" -> {
        CommandLine everything = BoltCommand.commandLine(LAUNCHER, output);
        output.print(AutoComplete.bash(LAUNCHER, everything));
      }
      default ->
          throw new Failure(
              "there is no completion for " + GoText.quote(shell) + " (one of bash|zsh)");
    }
  }
}
