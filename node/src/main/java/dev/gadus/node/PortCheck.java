// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Finds out whether a port can be had before a server asks for it, to say so in words of this
 * project.
 */
final class PortCheck {
  private PortCheck() {}

  /**
   * @param settings the settings that name the address
   * @throws NodeException when the port is taken or not allowed
   */
  static void requireFree(String settings, InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do, so that connections of an earlier process that are still closing do not
      // count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new NodeException(
          "cannot listen on %s:%d: %s".formatted(address.getHostAddress(), port, e.getMessage()),
          "another process may have the port; change " + settings,
          e);
    }
  }
}
