// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import java.util.List;

/**
 * A library that carries out scripts in the language of the Go program {@code apply}, described at
 * the top of its source.
 */
interface Peer extends AutoCloseable {
  /** Carries out some lines and returns one answer for each. */
  List<String> ask(List<String> lines);

  /** Carries out one line and returns its answer. */
  default String ask(String line) {
    return ask(List.of(line)).getFirst();
  }

  @Override
  void close();
}
