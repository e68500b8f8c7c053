// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

/**
 * A call of the API.
 *
 * @param method {@code GET}, {@code PUT}, {@code POST} or {@code DELETE}
 * @param path below {@code /api/v1}, with names in braces
 */
record Route(String method, String path, Action action) {
  /** What a call does: the answer is a record or a tree, or a {@link StreamedAnswer}. */
  @FunctionalInterface
  interface Action {
    Object answer(Call call) throws Exception;
  }
}
