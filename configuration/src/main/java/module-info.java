// SPDX-License-Identifier: Apache-2.0
/** What can be set of a node, where it is set, and the folder that a node owns. */
@org.jspecify.annotations.NullMarked
module dev.gadus.configuration {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;
  requires jdk.management;

  exports dev.gadus.configuration;
}
