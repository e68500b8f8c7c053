// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a {@link Configuration} together and collects everything that is wrong with it. */
public final class ConfigurationLoader {
  /** A configuration is written by a person; a file beyond this is another file. */
  static final int MAX_FILE_BYTES = 1_000_000;

  private final Map<Setting, List<String>> values = new EnumMap<>(Setting.class);
  private final List<String> problems = new ArrayList<>();

  private ConfigurationLoader() {}

  /**
   * The configuration of a process.
   *
   * @param environment its environment variables
   * @param file {@code config.yaml} of the data directory, which need not exist
   * @param given what {@code -c} was given, in order: {@code Key=Value}, {@code Key} for a flag
   *     that is true, or a file, and files replace {@code file}
   * @param flags other flags that stand for settings
   * @throws ConfigurationException when anything is wrong
   */
  public static Configuration load(
      Map<String, String> environment, Path file, List<String> given, Map<Setting, String> flags) {
    ConfigurationLoader loader = new ConfigurationLoader();
    List<Path> files = given.stream().filter(ConfigurationLoader::isFile).map(Path::of).toList();
    if (files.isEmpty()) {
      loader.file(file, false);
    } else {
      files.forEach(one -> loader.file(one, true));
    }
    loader.environment(environment);
    flags.forEach((setting, value) -> loader.set(setting, "the flag for " + setting.key(), value));
    given.stream().filter(one -> !isFile(one)).forEach(loader::pair);
    if (!loader.problems.isEmpty()) {
      throw new ConfigurationException(loader.problems);
    }
    return new Configuration(loader.values);
  }

  /** A pair has an equals sign or is a bare key; everything else is a file. */
  private static boolean isFile(String given) {
    return given.indexOf('=') < 0
        && Setting.find(given).isEmpty()
        && (given.endsWith(".yaml") || given.endsWith(".yml") || given.indexOf('/') >= 0);
  }

  private void file(Path file, boolean required) {
    String text;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        problems.add("%s is larger than %d bytes".formatted(file, MAX_FILE_BYTES));
        return;
      }
      text = Files.readString(file);
    } catch (NoSuchFileException _) {
      if (required) {
        problems.add("there is no configuration file " + file);
      }
      return;
    } catch (IOException e) {
      problems.add("cannot read the configuration file %s: %s".formatted(file, e));
      return;
    }
    JsonNode tree;
    try {
      tree = Yaml.read(text);
    } catch (IllegalArgumentException e) {
      problems.add("%s: %s".formatted(file, e.getMessage()));
      return;
    }
    if (!tree.isObject()) {
      problems.add(file + " is not a map of keys to values");
      return;
    }
    branch(file, "", tree);
  }

  private void branch(Path file, String prefix, JsonNode branch) {
    for (Map.Entry<String, JsonNode> field : branch.properties()) {
      String key = prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey();
      Optional<Setting> setting = Setting.find(key);
      if (setting.isPresent()) {
        read(
            setting.get(),
            "%s: %s".formatted(file, key),
            field.getValue().toString(),
            () -> setting.get().kind().read(field.getValue()));
      } else if (field.getValue().isObject() && !field.getValue().isEmpty()) {
        branch(file, key, field.getValue());
      } else if (!field.getValue().isEmpty() || field.getValue().isValueNode()) {
        problems.add("%s: ".formatted(file) + unknown(key));
      }
    }
  }

  private void environment(Map<String, String> environment) {
    for (Setting setting : Setting.values()) {
      for (String variable : setting.variables()) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isEmpty()) {
          set(setting, variable, value);
          break;
        }
      }
    }
  }

  private void pair(String given) {
    int equals = given.indexOf('=');
    String key = equals < 0 ? given : given.substring(0, equals);
    String value = equals < 0 ? "true" : given.substring(equals + 1);
    Optional<Setting> setting = Setting.find(key);
    if (setting.isEmpty()) {
      problems.add("-c %s: ".formatted(given) + unknown(key));
    } else {
      set(setting.get(), "-c " + key, value);
    }
  }

  private void set(Setting setting, String where, String value) {
    read(setting, where, value, () -> setting.kind().read(value));
  }

  private interface SettingReader {
    List<String> value();
  }

  private void read(Setting setting, String where, String shown, SettingReader reading) {
    try {
      values.put(setting, reading.value());
    } catch (IllegalArgumentException _) {
      problems.add(
          "%s=%s: %s must be %s".formatted(where, shown, setting.key(), setting.kind().words()));
    }
  }

  private static String unknown(String key) {
    List<String> near = Setting.near(key);
    return "unknown key '%s'%s"
        .formatted(
            key,
            near.isEmpty()
                ? "; 'gadus config list' shows all keys"
                : "; did you mean " + String.join(" or ", near) + "?");
  }
}
