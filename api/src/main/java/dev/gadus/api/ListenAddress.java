// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Finds out whether an address can be had before a server asks for it, to say so in words of this
 * project.
 */
final class ListenAddress {
  private ListenAddress() {}

  /**
   * The address of a host, on which the port is free.
   *
   * @param hostSetting the setting that names the host
   * @param portSetting the setting that names the port
   * @throws ApiException.CannotListen when the host is unknown, or the port taken or not allowed
   */
  static InetAddress require(String hostSetting, String portSetting, String host, int port) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ApiException.CannotListen(
          "cannot listen on %s=%s: unknown host".formatted(hostSetting, host), "", e);
    }
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do, so that connections of an earlier process that are still closing do not
      // count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new ApiException.CannotListen(
          "cannot listen on %s:%d: %s".formatted(address.getHostAddress(), port, e.getMessage()),
          "another process may have the port; change %s, %s".formatted(hostSetting, portSetting),
          e);
    }
    return address;
  }
}
