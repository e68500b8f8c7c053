// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.NearWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gadus help}: the same as {@code --help} of the command that is named. */
@Command(name = "help", description = "Say what a command does: 'gadus help job run'.")
final class HelpCommand implements Runnable {
  private final Context context;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command (default: gadus itself).")
  private List<String> words = new ArrayList<>();

  HelpCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    CommandLine command = spec.root().commandLine();
    for (String word : words) {
      @Nullable CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        Set<String> known = command.getSubcommands().keySet();
        List<String> near = NearWords.of(word, known);
        throw new CommandFailure(
            ExitCode.BAD_INPUT,
            "'%s' has no command '%s'".formatted(command.getCommandSpec().qualifiedName(), word),
            near.isEmpty()
                ? "it has " + String.join(", ", known)
                : "did you mean " + String.join(" or ", near) + "?");
      }
      command = next;
    }
    context.out().print(command.getUsageMessage());
  }
}
