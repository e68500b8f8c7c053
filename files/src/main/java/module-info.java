// SPDX-License-Identifier: Apache-2.0
/**
 * Folders and files of the host, reached through open folders and never through a link. It needs
 * the JDK alone, on Linux; run it with {@code --enable-native-access=dev.gadus.files}.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.files {
  requires static transitive org.jspecify;

  exports dev.gadus.files;
}
