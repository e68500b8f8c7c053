// SPDX-License-Identifier: Apache-2.0
/** What Bacalhau's nodes remember, brought into our stores. */
@org.jspecify.annotations.NullMarked
module dev.gadus.store.imports {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.store;

  exports dev.gadus.store.imports;
}
