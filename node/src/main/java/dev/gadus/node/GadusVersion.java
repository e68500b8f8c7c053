package dev.gadus.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

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

  private static String value(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalStateException("version.properties has no " + key);
    }
    return value;
  }
}
