/** One Gadus process: configuration, the wiring of the roles, and the HTTP API. */
@org.jspecify.annotations.NullMarked
module dev.gadus.node {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;
  requires io.helidon.webserver;
  requires io.helidon.webserver.websocket;
  requires org.slf4j;
  requires ch.qos.logback.classic;

  exports dev.gadus.node;
}
