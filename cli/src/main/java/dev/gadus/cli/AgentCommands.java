// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands below {@code gadus agent}: what the node that answers says of itself. */
final class AgentCommands {
  private AgentCommands() {}

  static CommandLine commandLine(Context context) {
    return new CommandLine(new Group())
        .addSubcommand(new Alive(context))
        .addSubcommand(new Version(context))
        .addSubcommand(new Node(context))
        .addSubcommand(new Config(context));
  }

  @Command(name = "agent", description = "Ask the node about itself.")
  private static final class Group extends CommandGroup {}

  @Command(
      name = "alive",
      description = "Ask whether the node is there.",
      footer = {"", "Exit codes:", "  0  it is there", "  5  nothing answers at the address"})
  private static final class Alive extends AgentCommand {
    Alive(Context context) {
      super(context, client -> Map.of("Status", client.alive()));
    }
  }

  @Command(name = "version", description = "Print the version of the API that the node speaks.")
  private static final class Version extends AgentCommand {
    Version(Context context) {
      super(context, GadusClient::version);
    }
  }

  @Command(name = "node", description = "Print what the node is and can do.")
  private static final class Node extends AgentCommand {
    Node(Context context) {
      super(context, GadusClient::agentNode);
    }
  }

  @Command(name = "config", description = "Print the node's configuration.")
  private static final class Config extends AgentCommand {
    Config(Context context) {
      super(context, GadusClient::config);
    }
  }

  /** One question and its answer as a document. */
  private abstract static class AgentCommand implements Runnable {
    private final Context context;
    private final Function<GadusClient, Object> question;

    @Mixin private ObjectOutput output = new ObjectOutput();

    AgentCommand(Context context, Function<GadusClient, Object> question) {
      this.context = context;
      this.question = question;
    }

    @Override
    public final void run() {
      try (GadusClient client = context.client()) {
        output.print(context.out(), question.apply(client));
      }
    }
  }
}
