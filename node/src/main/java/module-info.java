// SPDX-License-Identifier: Apache-2.0
/** One Gadus process: configuration, the wiring of the roles, and the HTTP API. */
@org.jspecify.annotations.NullMarked
module dev.gadus.node {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires dev.gadus.bolt.cli;
  requires dev.gadus.compute;
  requires transitive dev.gadus.model;
  requires dev.gadus.requester;
  requires transitive dev.gadus.store;
  requires transitive dev.gadus.store.imports;
  requires dev.gadus.transport;
  requires io.helidon.webserver;
  requires io.helidon.webserver.websocket;
  requires java.logging;
  requires jdk.management;
  requires org.slf4j;

  exports dev.gadus.node;
}
