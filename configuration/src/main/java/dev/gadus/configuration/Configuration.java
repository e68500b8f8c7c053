// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.JobType;
import dev.gadus.model.Json;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.RestartAction;
import dev.gadus.model.RestartTable;
import dev.gadus.model.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The value of every {@link Setting}. A value.
 *
 * <p>Where a setting is given twice, the earlier of these wins: {@code -c Key=Value}, other flags,
 * the environment, configuration files (a later file before an earlier one), the default.
 */
public final class Configuration {
  private final Map<Setting, List<String>> values;
  private final Set<Setting> given;

  Configuration(Map<Setting, List<String>> given) {
    this.given = given.isEmpty() ? EnumSet.noneOf(Setting.class) : EnumSet.copyOf(given.keySet());
    Map<Setting, List<String>> all = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      List<String> value = given.getOrDefault(setting, List.of());
      all.put(setting, value.isEmpty() ? defaultOf(setting) : value);
    }
    this.values = all;
  }

  /** A configuration where everything has its default. */
  public static Configuration defaults() {
    return new Configuration(Map.of());
  }

  private static List<String> defaultOf(Setting setting) {
    return setting.defaultText().isEmpty() ? List.of() : setting.kind().read(setting.defaultText());
  }

  /** This configuration with another value of one setting, in the form of the command line. */
  public Configuration with(Setting setting, String value) {
    return with(setting, setting.kind().read(value));
  }

  /** This configuration with another value of one setting that is a list. */
  public Configuration with(Setting setting, List<String> value) {
    Map<Setting, List<String>> changed = new EnumMap<>(Setting.class);
    given.forEach(one -> changed.put(one, values(one)));
    changed.put(setting, List.copyOf(value));
    return new Configuration(changed);
  }

  /** True when something set it, to whatever value. */
  public boolean isGiven(Setting setting) {
    return given.contains(setting);
  }

  /** The text; empty when there is none. */
  public String text(Setting setting) {
    List<String> value = values(setting);
    return value.isEmpty() ? "" : value.getFirst();
  }

  /** The text, when there is one. */
  public Optional<String> find(Setting setting) {
    return Optional.of(text(setting)).filter(text -> !text.isEmpty());
  }

  public int port(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  public boolean flag(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  public Duration duration(Setting setting) {
    return SettingKind.duration(text(setting));
  }

  /** The number of a percentage; 0 when the value is none. */
  public int percent(Setting setting) {
    return SettingKind.percent(text(setting));
  }

  /** The bytes of a size. */
  public long bytes(Setting setting) {
    return Resources.parse(new ResourceRequest("", text(setting), "", "")).memoryBytes();
  }

  /** The ages of a setting that has them per job type; types without one are left out. */
  public Map<JobType, Duration> ages(Setting setting) {
    return byType(setting, SettingKind::duration);
  }

  /** The counts of a setting that has them per job type; types without one are left out. */
  public Map<JobType, Long> counts(Setting setting) {
    return byType(setting, Long::parseLong);
  }

  private <T> Map<JobType, T> byType(Setting setting, Function<String, T> reading) {
    Map<JobType, T> byType = new EnumMap<>(JobType.class);
    SettingKind.byType(values(setting))
        .forEach((type, text) -> byType.put(type, reading.apply(text)));
    return byType;
  }

  /** The file that is set for the database of a role. */
  Optional<Path> database(Role role) {
    Setting setting =
        switch (role) {
          case REQUESTER -> Setting.ORCHESTRATOR_STORE_PATH;
          case COMPUTE -> Setting.COMPUTE_STORE_PATH;
        };
    return find(setting).map(text -> Path.of(text).toAbsolutePath());
  }

  /** What is done at a start: the table that ships, with the choices made here. */
  public RestartTable restartTable() {
    RestartTable table = RestartTable.shipped();
    for (JobType type : JobType.values()) {
      Optional<RestartAction> chosen =
          find(switch (type) {
                case BATCH -> Setting.COMPUTE_RESTART_BATCH;
                case OPS -> Setting.COMPUTE_RESTART_OPS;
                case SERVICE -> Setting.COMPUTE_RESTART_SERVICE;
                case DAEMON -> Setting.COMPUTE_RESTART_DAEMON;
              })
              .flatMap(RestartAction::find);
      if (chosen.isPresent()) {
        table = table.with(type, chosen.get());
      }
    }
    return table;
  }

  public List<String> texts(Setting setting) {
    return values(setting);
  }

  /** The pairs of a setting that is a map. */
  public Map<String, String> labels(Setting setting) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String pair : values(setting)) {
      int equals = pair.indexOf('=');
      labels.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return labels;
  }

  private List<String> values(Setting setting) {
    return values.getOrDefault(setting, List.of());
  }

  /**
   * The configuration as nested objects, as {@code agent config} shows it; what has no value is
   * left out.
   */
  public ObjectNode tree() {
    ObjectNode root = Json.mapper().createObjectNode();
    for (Setting setting : Setting.values()) {
      if (values(setting).isEmpty()) {
        continue;
      }
      String[] parts = setting.key().split("\\.", -1);
      ObjectNode parent = root;
      for (int i = 0; i < parts.length - 1; i++) {
        JsonNode child = parent.get(parts[i]);
        parent = child instanceof ObjectNode object ? object : parent.putObject(parts[i]);
      }
      parent.set(parts[parts.length - 1], node(setting));
    }
    return root;
  }

  private JsonNode node(Setting setting) {
    if (setting.kind().isMap() && values(setting).stream().allMatch(one -> one.indexOf('=') > 0)) {
      return Json.mapper().valueToTree(labels(setting));
    }
    if (!setting.kind().isScalar()) {
      ArrayNode array = Json.mapper().createArrayNode();
      values(setting).forEach(array::add);
      return array;
    }
    return switch (setting.kind()) {
      case PORT, WHOLE_NUMBER -> Json.mapper().getNodeFactory().numberNode(port(setting));
      case FLAG -> Json.mapper().getNodeFactory().booleanNode(flag(setting));
      default -> Json.mapper().getNodeFactory().textNode(text(setting));
    };
  }

  /** The value in the form of the command line; empty for none. */
  public String display(Setting setting) {
    return String.join(",", values(setting));
  }
}
