// SPDX-License-Identifier: Apache-2.0
/** What a node answers over HTTP. */
@org.jspecify.annotations.NullMarked
module dev.gadus.api {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.bolt;
  requires transitive dev.gadus.configuration;
  requires transitive dev.gadus.model;
  requires transitive dev.gadus.requester;
  requires transitive dev.gadus.store;
  requires transitive dev.gadus.transport;
  requires io.helidon.webserver;
  requires io.helidon.webserver.websocket;
  requires org.slf4j;

  exports dev.gadus.api;
}
