// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps web pages out. The API of a node on loopback is meant for programs on this machine, and a
 * browser is one: a page from anywhere can send it requests, and with a name that resolves to
 * 127.0.0.1 even read the answers. What gives such a request away is the name in its {@code Host}
 * header, or that its {@code Origin} is another place. A node that listens on other addresses is
 * reached by names that it cannot know, so only loopback nodes check the name.
 */
final class RequestGuard {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.%]+]");

  private final boolean loopback;

  RequestGuard(InetAddress listensOn) {
    this.loopback = listensOn.isLoopbackAddress();
  }

  /**
   * @param hostHeader host and port that the client thinks it talks to; may be empty
   * @param origin the page that a browser acts for; empty for other programs
   * @throws ApiException.Refused when the request comes from a page of another place
   */
  void check(String hostHeader, String origin) {
    String host = withoutPort(hostHeader);
    if (loopback && !host.isEmpty() && !isLoopback(host)) {
      throw forbidden("this node listens on loopback and is not '%s'".formatted(host));
    }
    if (!origin.isEmpty() && !isSamePlace(origin, host)) {
      throw forbidden("requests of web pages from '%s' are not taken".formatted(origin));
    }
  }

  private static ApiException.Refused forbidden(String message) {
    return new ApiException.Refused(
        403,
        "Forbidden",
        ApiException.SERVER,
        message,
        "use 127.0.0.1 or localhost, or let the node listen elsewhere with API.Host",
        Map.of());
  }

  private static boolean isSamePlace(String origin, String host) {
    String originHost;
    try {
      originHost = URI.create(origin).getHost();
    } catch (IllegalArgumentException _) {
      return false;
    }
    return originHost != null
        && (originHost.equalsIgnoreCase(host) || (isLoopback(originHost) && isLoopback(host)));
  }

  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!ADDRESS.matcher(host).matches()) {
      return false;
    }
    try {
      // An address in figures: nothing is looked up.
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
