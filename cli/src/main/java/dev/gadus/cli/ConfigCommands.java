// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalState;
import dev.gadus.model.RestartTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands below {@code gadus config}. */
final class ConfigCommands {
  private ConfigCommands() {}

  static CommandLine commandLine(Context context) {
    return new CommandLine(new Group())
        .addSubcommand(new ListSettings(context))
        .addSubcommand(new PrintRestartTable(context));
  }

  @Command(name = "config", description = "See the configuration.")
  private static final class Group extends CommandGroup {}

  @Command(
      name = "list",
      description = "List every key of the configuration with its value here and what it means.")
  private static final class ListSettings implements Runnable {
    private final Context context;

    @Mixin private ListOutput output = new ListOutput();

    ListSettings(Context context) {
      this.context = context;
    }

    @Override
    public void run() {
      Configuration configuration = context.configuration();
      List<Row> rows =
          Arrays.stream(Setting.values())
              .map(setting ->
                  new Row(setting.key(), configuration.display(setting), setting.description()))
              .toList();
      output.print(
          context,
          List.of(
              Column.of("KEY", Row::key),
              Column.of("VALUE", Row::value),
              Column.of("DESCRIPTION", Row::description)),
          rows);
    }
  }

  @Command(
      name = "restart-table",
      description = {
        "Print what a node does by itself, when it starts, with the executions that it finds, by"
            + " state and job type.",
        "It is the table that ships with Gadus, as the configuration changes it:",
        "Compute.Restart.Batch, .Ops, .Service and .Daemon."
      })
  private static final class PrintRestartTable implements Runnable {
    private final Context context;

    @Mixin private ListOutput output = new ListOutput();

    PrintRestartTable(Context context) {
      this.context = context;
    }

    @Override
    public void run() {
      RestartTable table = context.configuration().restartTable();
      List<Map<String, String>> rows =
          Arrays.stream(LocalState.values()).map(state -> row(table, state)).toList();
      List<Column<Map<String, String>>> columns = new ArrayList<>();
      rows.getFirst()
          .keySet()
          .forEach(name ->
              columns.add(
                  Column.of(name.toUpperCase(Locale.ROOT), row -> row.getOrDefault(name, "-"))));
      output.print(context, columns, rows);
    }

    private static Map<String, String> row(RestartTable table, LocalState state) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("State", state.text());
      for (JobType type : JobType.values()) {
        row.put(type.text(), table.action(type, state).text());
      }
      return row;
    }
  }

  private record Row(
      @JsonProperty("Key") String key,
      @JsonProperty("Value") String value,
      @JsonProperty("Description") String description) {}
}
