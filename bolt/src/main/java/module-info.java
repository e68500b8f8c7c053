// SPDX-License-Identifier: Apache-2.0
/**
 * A transactional key-value store in one file, in the file format of Go's bbolt. It needs the JDK
 * alone; run it with {@code --enable-native-access=dev.gadus.bolt}.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.bolt {
  requires static transitive org.jspecify;

  exports dev.gadus.bolt;
}
