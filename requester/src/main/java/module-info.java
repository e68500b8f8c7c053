// SPDX-License-Identifier: Apache-2.0
/** Takes jobs, decides which nodes run them, and follows every execution to its end. */
@org.jspecify.annotations.NullMarked
module dev.gadus.requester {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;
  requires transitive dev.gadus.store;
  requires org.slf4j;

  exports dev.gadus.requester;
}
