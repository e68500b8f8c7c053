// SPDX-License-Identifier: Apache-2.0
/**
 * What a node remembers. {@link dev.gadus.store.JobStore} is a requester node's memory and {@link
 * dev.gadus.store.ExecutionStore} a compute node's; each is one file that the public {@code bbolt}
 * tool can open, with readable keys and JSON values.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.store {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.bolt;
  requires transitive dev.gadus.model;

  exports dev.gadus.store;

  // Jackson builds the records by their constructors.
  opens dev.gadus.store to
      com.fasterxml.jackson.databind;
}
