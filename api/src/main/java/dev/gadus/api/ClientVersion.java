// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The check of the version that clients of the API send. */
final class ClientVersion {
  /** Clients before this one speak another API. */
  private static final int MIN_MINOR = 4;

  private static final Pattern SEMANTIC =
      Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:[-+].*)?");

  private ClientVersion() {}

  /**
   * @param version as the client sends it; empty when it sends none
   * @throws ApiException.Refused when it is too old, or no version
   */
  static void check(String version) {
    if (version.isEmpty() || version.equals("v0.0.0") || version.startsWith("v0.0.0-")) {
      return;
    }
    Matcher matcher = SEMANTIC.matcher(version);
    if (!matcher.matches()) {
      throw ApiException.badRequest("'%s' is no client version".formatted(version));
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    if (major < 1 || (major == 1 && minor < MIN_MINOR)) {
      throw new ApiException.Refused(
          403,
          "VersionMismatch",
          ApiException.SERVER,
          "client %s is older than 1.%d.0, the oldest that this node understands"
              .formatted(version, MIN_MINOR),
          "use a newer client",
          Map.of());
    }
  }
}
