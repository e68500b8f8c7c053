// SPDX-License-Identifier: Apache-2.0
/** The compute node: bids for executions, runs them, and reports what became of them. */
@org.jspecify.annotations.NullMarked
module dev.gadus.compute {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.engine;
  requires transitive dev.gadus.model;
  requires transitive dev.gadus.store;
  requires dev.gadus.files;
  requires org.slf4j;

  exports dev.gadus.compute;
}
