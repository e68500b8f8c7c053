// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.model.NodeInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Gadus this is.
 *
 * @param product this project's own version
 * @param built when it was built, RFC 3339
 */
public record GadusVersion(String product, String built) {
  /**
   * The release of the HTTP API that a node speaks. Clients of that API rank and refuse nodes by
   * it, so it is what a node reports, whatever its own version is.
   */
  public static final String API = "v1.9.3";

  /** The version that the build wrote into this module. */
  public static GadusVersion current() {
    Properties properties = new Properties();
    try (InputStream in = GadusVersion.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("the build left out version.properties");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read version.properties", e);
    }
    return new GadusVersion(value(properties, "version"), value(properties, "built"));
  }

  /** The operating system in the words of the API. */
  static String operatingSystem() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
  }

  /** The processor in the words of the API. */
  static String architecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return name.equals("x86_64") ? "amd64" : name.equals("aarch64") ? "arm64" : name;
  }

  /** This version as the API shows it. */
  NodeInfo.VersionInfo api() {
    Matcher parts = Pattern.compile("v(\\d+)\\.(\\d+).*").matcher(API);
    if (!parts.matches()) {
      throw new IllegalStateException("the API version is malformed: " + API);
    }
    return new NodeInfo.VersionInfo(
        parts.group(1), parts.group(2), API, "", built, operatingSystem(), architecture());
  }

  private static String value(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalStateException("version.properties has no " + key);
    }
    return value;
  }
}
