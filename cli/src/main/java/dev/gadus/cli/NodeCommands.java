// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.IdSource;
import dev.gadus.model.NodeInfo.ComputeNodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.Resources;
import dev.gadus.model.UpkeepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands below {@code gadus node}. */
final class NodeCommands {
  private NodeCommands() {}

  static CommandLine commandLine(Context context) {
    return new CommandLine(new Group())
        .addSubcommand(new ListNodes(context))
        .addSubcommand(new Describe(context))
        .addSubcommand(new Upkeep(context));
  }

  @Command(name = "node", description = "See the nodes that the requester knows.")
  private static final class Group extends CommandGroup {}

  @Command(name = "list", description = "List the nodes.")
  private static final class ListNodes implements Runnable {
    private static final List<Column<NodeState>> COLUMNS =
        List.of(
            Column.of("ID", n -> IdSource.shortId(n.info().nodeId()), n -> n.info().nodeId()),
            Column.of("TYPE", node -> node.info().nodeType()),
            Column.of("APPROVAL", NodeState::membership),
            Column.of("STATUS", node -> node.connectionState().status()),
            Column.of("LABELS", ListNodes::labels).as(Column.Kind.WIDE),
            Column.of(
                "CPU", node -> capacity(node, resources -> Resources.coresText(resources.cpu()))),
            Column.of(
                "MEMORY",
                node -> capacity(node, resources -> Resources.bytesText(resources.memoryBytes()))),
            Column.of(
                "DISK",
                node -> capacity(node, resources -> Resources.bytesText(resources.diskBytes()))),
            Column.<NodeState>of("GPU", node -> capacity(node, resources -> "" + resources.gpu()))
                .as(Column.Kind.WIDE));

    private final Context context;

    @Mixin private ListOutput output = new ListOutput();

    @Option(
        names = "--labels",
        paramLabel = "SELECTOR",
        description = "Only nodes with these labels. May be repeated.")
    private List<String> labels = new ArrayList<>();

    ListNodes(Context context) {
      this.context = context;
    }

    @Override
    public void run() {
      try (GadusClient client = context.client()) {
        output.print(context, COLUMNS, client.nodes(labels).items());
      }
    }

    private static String labels(NodeState node) {
      return node.info().labels().entrySet().stream()
          .map(label -> label.getKey() + "=" + label.getValue())
          .sorted()
          .collect(Collectors.joining(" "));
    }

    /** What is free of what there is; nothing for a node that runs no executions. */
    private static String capacity(NodeState node, Function<Resources, String> part) {
      return node.info().computeNodeInfo().map(info -> available(info, part)).orElse("-");
    }

    private static String available(ComputeNodeInfo info, Function<Resources, String> part) {
      String free = part.apply(info.availableCapacity());
      String all = part.apply(info.maxCapacity());
      // The unit once, when it is the same: 3.2/4 GB.
      String unit = all.substring(all.indexOf(' ') + 1);
      String end = " " + unit;
      return (free.endsWith(end) ? free.substring(0, free.length() - end.length()) : free)
          + "/"
          + all;
    }
  }

  @Command(
      name = "upkeep",
      description = {
        "Let the node look after its stores now: remove what its retention does not keep, and"
            + " compact the files of which enough is free.",
        "A node does the same by itself, every Upkeep.Interval."
      })
  private static final class Upkeep implements Runnable {
    private static final List<Column<Map.Entry<String, UpkeepReport>>> COLUMNS =
        List.of(
            Column.of("STORE", Map.Entry::getKey),
            Column.of("REMOVED", one -> Long.toString(one.getValue().removed())),
            Column.of("COMPACTED", one -> one.getValue().compacted() ? "yes" : "no"),
            Column.of("BYTES BEFORE", one -> Long.toString(one.getValue().bytesBefore())),
            Column.of("BYTES AFTER", one -> Long.toString(one.getValue().bytesAfter())),
            Column.of("MS", one -> Long.toString(one.getValue().durationMillis())),
            Column.of("NOTES", one -> JobCommands.orDash(one.getValue().notes())));

    private final Context context;

    @Mixin private ListOutput output = new ListOutput();

    @Option(names = "--compact", description = "Compact, however little of the files is free.")
    private boolean compact;

    Upkeep(Context context) {
      this.context = context;
    }

    @Override
    public void run() {
      try (GadusClient client = context.client()) {
        output.print(context, COLUMNS, List.copyOf(client.upkeep(compact).entrySet()));
      }
    }
  }

  @Command(
      name = "describe",
      description =
          "Print all that the requester knows of a node, with the last start and upkeep of its"
              + " stores.")
  private static final class Describe implements Runnable {
    private final Context context;

    @Mixin private ObjectOutput output = new ObjectOutput();

    @Parameters(paramLabel = "NODE", description = "The node's id, or the beginning of it.")
    private String node = "";

    Describe(Context context) {
      this.context = context;
    }

    @Override
    public void run() {
      try (GadusClient client = context.client()) {
        output.print(context.out(), client.node(node));
      }
    }
  }
}
