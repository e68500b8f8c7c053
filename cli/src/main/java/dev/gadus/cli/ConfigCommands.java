package dev.gadus.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gadus.node.Configuration;
import dev.gadus.node.Setting;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands below {@code gadus config}. */
final class ConfigCommands {
  private ConfigCommands() {}

  static CommandLine commandLine(Context context) {
    return new CommandLine(new Group()).addSubcommand(new ListSettings(context));
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
          context.out(),
          List.of(
              Column.of("KEY", Row::key),
              Column.of("VALUE", Row::value),
              Column.of("DESCRIPTION", Row::description)),
          rows);
    }
  }

  private record Row(
      @JsonProperty("Key") String key,
      @JsonProperty("Value") String value,
      @JsonProperty("Description") String description) {}
}
