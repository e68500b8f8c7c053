// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.nio.file.Path;

/** Patterns for the list of local paths that jobs may read. */
final class AllowedPaths {
  private AllowedPaths() {}

  /** The pattern for a folder and everything below it. */
  static String everythingIn(Path folder) {
    // A pattern has no way to quote; one that stands for any character includes the one that is
    // there.
    String plain = folder.toString().replaceAll("[*?\\[\\]{}]", "?");
    return plain.equals("/") ? "/**" : plain + "/**";
  }
}
