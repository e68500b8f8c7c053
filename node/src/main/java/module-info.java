/** One Gadus process: configuration, the wiring of the roles, and the HTTP API. */
@org.jspecify.annotations.NullMarked
module dev.gadus.node {
  requires static transitive org.jspecify;

  exports dev.gadus.node;
}
