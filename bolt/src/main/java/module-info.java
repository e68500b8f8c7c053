// SPDX-License-Identifier: Apache-2.0
/**
 * A transactional key-value store in one file, in the file format of Go's bbolt. It needs the JDK
 * alone; run it with {@code --enable-native-access=dev.gadus.bolt}.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.bolt {
  // Not transitive: then whoever uses this module would need that one to compile. Compilers pass
  // over
  // annotations that are not there.
  requires static org.jspecify;

  exports dev.gadus.bolt;
}
