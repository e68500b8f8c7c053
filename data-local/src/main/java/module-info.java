// SPDX-License-Identifier: Apache-2.0
/** Input sources and a publisher that need nothing but the node itself. */
@org.jspecify.annotations.NullMarked
module dev.gadus.data.local {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.engine;
  requires dev.gadus.files;

  exports dev.gadus.data.local;
}
