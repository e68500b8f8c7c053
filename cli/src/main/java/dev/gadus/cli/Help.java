// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What every page of help has: its own options, examples, and where the options are that every
 * command takes.
 */
final class Help {
  private static final Map<String, List<String>> EXAMPLES =
      Map.ofEntries(
          Map.entry(
              "gadus",
              List.of("gadus job run --local examples/bird-strikes/job.yaml", "gadus help job")),
          Map.entry(
              "gadus serve",
              List.of(
                  "gadus serve --requester --compute",
                  "gadus serve --compute -c 'Compute.AllowListedLocalPaths=/data/**'")),
          Map.entry(
              "gadus job run",
              List.of(
                  "gadus job run --local job.yaml",
                  "gadus job run --wait=false --id-only job.yaml",
                  "gadus job run -V year=1999 job.yaml")),
          Map.entry("gadus job rerun", List.of("gadus job rerun bird-strikes --version 1")),
          Map.entry("gadus job validate", List.of("gadus job validate job.yaml")),
          Map.entry(
              "gadus job list",
              List.of(
                  "gadus job list --limit 20", "gadus job list --labels topic=wildlife -o json")),
          Map.entry(
              "gadus job describe",
              List.of("gadus job describe bird-strikes", "gadus job describe j-8c3b717b --full")),
          Map.entry(
              "gadus job history",
              List.of(
                  "gadus job history bird-strikes --event-type job",
                  "gadus job history bird-strikes --follow")),
          Map.entry("gadus job watch", List.of("gadus job watch", "gadus job watch bird-strikes")),
          Map.entry(
              "gadus job executions",
              List.of(
                  "gadus job executions bird-strikes", "gadus job executions j-8c3b717b -o csv")),
          Map.entry("gadus job versions", List.of("gadus job versions bird-strikes")),
          Map.entry(
              "gadus job logs",
              List.of(
                  "gadus job logs bird-strikes --partition 3",
                  "gadus job logs bird-strikes --failed",
                  "gadus job logs bird-strikes --follow")),
          Map.entry(
              "gadus job get",
              List.of(
                  "gadus job get bird-strikes", "gadus job get bird-strikes --output-dir here")),
          Map.entry("gadus job stop", List.of("gadus job stop bird-strikes --reason 'wrong data'")),
          Map.entry("gadus node list", List.of("gadus node list --wide")),
          Map.entry("gadus node describe", List.of("gadus node describe n-1a2b -o table")),
          Map.entry("gadus node upkeep", List.of("gadus node upkeep --compact")),
          Map.entry("gadus agent alive", List.of("gadus agent alive")),
          Map.entry("gadus agent version", List.of("gadus agent version -o json")),
          Map.entry("gadus agent node", List.of("gadus agent node -o table")),
          Map.entry("gadus agent config", List.of("gadus agent config -o json --pretty")),
          Map.entry("gadus config list", List.of("gadus config list -c API.Port=1235")),
          Map.entry("gadus config restart-table", List.of("gadus config restart-table")),
          Map.entry("gadus version", List.of("gadus version")),
          Map.entry("gadus help", List.of("gadus help job run")));

  private Help() {}

  /** Completes a command and all below it. */
  static void complete(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    // Here and not as a mixin, so that no command can forget it.
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Say what this command does, and stop.")
            .build());
    boolean root = spec.parent() == null;
    if (!root) {
      hideOptionsOfAll(command);
    }
    String[] footer = footer(spec, root);
    spec.usageMessage().footer(footer);
    command.getSubcommands().values().forEach(Help::complete);
  }

  private static void hideOptionsOfAll(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            help ->
                help.optionListExcludingGroups(
                    help.commandSpec().options().stream()
                        .filter(option -> !option.inherited())
                        .toList()));
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
  }

  private static String[] footer(CommandSpec spec, boolean root) {
    List<String> lines = new ArrayList<>();
    List<String> examples = EXAMPLES.getOrDefault(spec.qualifiedName(), List.of());
    if (!examples.isEmpty()) {
      lines.add("");
      lines.add("Examples:");
      examples.forEach(line -> lines.add("  " + line));
    }
    lines.addAll(List.of(spec.usageMessage().footer()));
    if (!root) {
      lines.add("");
      lines.add("'gadus --help' lists the options that every command takes.");
    }
    return lines.toArray(String[]::new);
  }
}
