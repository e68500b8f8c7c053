// SPDX-License-Identifier: Apache-2.0
/**
 * What an engine, an input source and a publisher are: the seams between a compute node and the
 * modules that run programs and move data, and the values that cross them.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.engine {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;

  exports dev.gadus.engine;
}
