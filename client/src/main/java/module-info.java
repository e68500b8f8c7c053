// SPDX-License-Identifier: Apache-2.0
/** Java client of the HTTP API of a Gadus node. */
@org.jspecify.annotations.NullMarked
module dev.gadus.client {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;
  requires transitive java.net.http;

  exports dev.gadus.client;

  // Jackson builds the records of answers by their constructors.
  opens dev.gadus.client to
      com.fasterxml.jackson.databind;
}
