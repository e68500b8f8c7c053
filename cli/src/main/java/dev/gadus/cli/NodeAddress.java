// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.net.URI;

/** Where a client finds a node whose configuration says where to listen. */
final class NodeAddress {
  private NodeAddress() {}

  /**
   * @param host a name, an address, or either with a scheme
   * @throws IllegalArgumentException when it is none of these
   */
  static URI of(String host, int port) {
    String scheme = "http";
    String name = host;
    int colon = host.indexOf("://");
    if (colon >= 0) {
      scheme = host.substring(0, colon);
      name = host.substring(colon + 3);
    }
    // A node that listens everywhere is here, too.
    if (name.equals("0.0.0.0") || name.equals("::") || name.equals("[::]")) {
      name = "127.0.0.1";
    }
    if (name.indexOf(':') >= 0 && !name.startsWith("[")) {
      name = "[" + name + "]";
    }
    URI uri = URI.create("%s://%s:%d".formatted(scheme, name, port));
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException("no host: " + uri);
    }
    return uri;
  }
}
