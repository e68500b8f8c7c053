// SPDX-License-Identifier: Apache-2.0
/** How requester and compute nodes talk to each other. */
@org.jspecify.annotations.NullMarked
module dev.gadus.transport {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;

  exports dev.gadus.transport;
}
