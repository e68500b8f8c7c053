// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.JobType;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.RestartAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What values a {@link Setting} takes. A value is a list of texts; all but the lists have one or
 * none.
 */
enum SettingKind {
  TEXT("a text", Form.SCALAR),
  PORT("a port from 0 to 65535, where 0 is any free one", Form.SCALAR),
  FLAG("true or false", Form.SCALAR),
  WHOLE_NUMBER("a whole number from 0", Form.SCALAR),
  DURATION("a duration such as 30s, 5m, 24h or 1h30m", Form.SCALAR),
  PERCENT("a percentage from 1% to 100%", Form.SCALAR),
  CPU_SHARE("cores such as 2 or 500m, or a percentage of the machine such as 80%", Form.SCALAR),
  SIZE_SHARE("a size such as 8Gb, or a percentage of the machine such as 80%", Form.SCALAR),
  CPU("cores such as 2 or 500m", Form.SCALAR),
  SIZE("a size such as 512Mb or 2Gi", Form.SCALAR),
  GPU("a whole number from 0", Form.SCALAR),
  RESTART("no-action, fail or run-again", Form.SCALAR),
  LEVEL("trace, debug, info, warn, error or off", Form.SCALAR),
  TEXTS("a list of texts", Form.LIST),
  AGES("a duration such as 720h for all job types, or some as batch=720h,ops=24h", Form.BY_TYPE),
  COUNTS("a whole number for all job types, or some as batch=100000,ops=1000", Form.BY_TYPE),
  LABELS("a map of names to texts", Form.MAP);

  private enum Form {
    SCALAR,
    LIST,
    MAP,
    /** One text for all job types, or a map of types to texts. */
    BY_TYPE
  }

  private static final Pattern SHARE = Pattern.compile("(\\d{1,3})%");
  private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Set<String> LEVELS =
      Set.of("trace", "debug", "info", "warn", "error", "off");

  private final String words;
  private final Form form;

  SettingKind(String words, Form form) {
    this.words = words;
    this.form = form;
  }

  /** What is allowed, for messages. */
  String words() {
    return words;
  }

  /** True when a value may be one text. */
  boolean isScalar() {
    return form == Form.SCALAR || form == Form.BY_TYPE;
  }

  /** True when a value may be a map. */
  boolean isMap() {
    return form == Form.MAP || form == Form.BY_TYPE;
  }

  /**
   * The value in a configuration file.
   *
   * @throws IllegalArgumentException when it is none of this kind
   */
  List<String> read(JsonNode node) {
    if (node.isNull()) {
      return List.of();
    }
    return switch (form) {
      case SCALAR -> {
        require(node.isValueNode());
        yield read(node.asText());
      }
      case LIST -> {
        if (node.isValueNode()) {
          yield read(node.asText());
        }
        require(node.isArray());
        List<String> elements = new ArrayList<>();
        for (JsonNode element : node) {
          require(element.isValueNode() && !element.isNull());
          elements.add(element.asText());
        }
        yield checked(elements);
      }
      case MAP, BY_TYPE -> {
        if (form == Form.BY_TYPE && node.isValueNode()) {
          yield read(node.asText());
        }
        require(node.isObject());
        List<String> pairs = new ArrayList<>();
        node.properties()
            .forEach(pair -> {
              require(pair.getValue().isValueNode());
              pairs.add(pair.getKey() + "=" + pair.getValue().asText());
            });
        yield checked(pairs);
      }
    };
  }

  /**
   * The value in a text from the command line or the environment, where lists and maps are
   * separated by commas.
   *
   * @throws IllegalArgumentException when it is none of this kind
   */
  List<String> read(String text) {
    return switch (form) {
      case SCALAR -> text.isBlank() ? List.of() : checked(List.of(text));
      case LIST, MAP, BY_TYPE ->
          checked(
              Arrays.stream(text.split(",", -1))
                  .map(String::strip)
                  .filter(part -> !part.isEmpty())
                  .toList());
    };
  }

  private List<String> checked(List<String> value) {
    for (String element : value) {
      require(accepts(element.strip()));
    }
    return value.stream().map(String::strip).toList();
  }

  private void require(boolean good) {
    if (!good) {
      throw new IllegalArgumentException("must be " + words);
    }
  }

  private boolean accepts(String text) {
    try {
      return switch (this) {
        case TEXT, TEXTS -> text.indexOf(0) < 0;
        case PORT -> Integer.parseInt(text) >= 0 && Integer.parseInt(text) <= 65535;
        case FLAG -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        case WHOLE_NUMBER -> Long.parseLong(text) >= 0;
        case DURATION -> !duration(text).isNegative();
        case PERCENT -> percent(text) > 0;
        case CPU_SHARE -> percent(text) > 0 || CPU.accepts(text);
        case SIZE_SHARE -> percent(text) > 0 || SIZE.accepts(text);
        case CPU -> Resources.parse(new ResourceRequest(text, "", "", "")).cpu() >= 0;
        case SIZE -> Resources.parse(new ResourceRequest("", text, "", "")).memoryBytes() >= 0;
        case GPU -> Resources.parse(new ResourceRequest("", "", "", text)).gpu() >= 0;
        case RESTART -> RestartAction.find(text).isPresent();
        case LEVEL -> LEVELS.contains(text.toLowerCase(Locale.ROOT));
        case LABELS -> text.indexOf('=') > 0;
        case AGES -> isForTypes(text) && DURATION.accepts(ofType(text));
        case COUNTS -> isForTypes(text) && WHOLE_NUMBER.accepts(ofType(text));
      };
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** True for a value for all job types, or for one that there is. */
  private static boolean isForTypes(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        || Arrays.stream(JobType.values())
            .anyMatch(type -> type.text().equalsIgnoreCase(text.substring(0, equals)));
  }

  private static String ofType(String text) {
    return text.substring(text.indexOf('=') + 1);
  }

  /** The values per job type out of a setting that has them; for all types out of one without. */
  static Map<JobType, String> byType(List<String> values) {
    Map<JobType, String> byType = new EnumMap<>(JobType.class);
    for (String value : values) {
      for (JobType type : JobType.values()) {
        if (value.indexOf('=') < 0
            || type.text().equalsIgnoreCase(value.substring(0, value.indexOf('=')))) {
          byType.put(type, ofType(value));
        }
      }
    }
    return byType;
  }

  /** The number of a percentage from 1% to 100%; 0 for anything else. */
  static int percent(String text) {
    Matcher matcher = SHARE.matcher(text);
    int percent = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return percent <= 100 ? percent : 0;
  }

  /**
   * @throws IllegalArgumentException when it is not a duration
   */
  static Duration duration(String text) {
    Matcher part = DURATION_PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
              });
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration");
    }
    return sum;
  }
}
