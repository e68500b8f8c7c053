// SPDX-License-Identifier: Apache-2.0
/** Go's bbolt as the peer that tests and benchmarks compare our engine and command with. */
@org.jspecify.annotations.NullMarked
module dev.gadus.interop {
  requires static transitive org.jspecify;
  requires org.junit.jupiter.api;

  exports dev.gadus.interop;
}
