// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

/**
 * A call of the API.
 *
 * @param method {@code GET}, {@code PUT}, {@code POST} or {@code DELETE}
 * @param path below {@code /api/v1}, with names in braces
 * @param atRoot that the path is not below it, but where the probes of supervisors look
 */
record Route(String method, String path, boolean atRoot, Action action) {
  Route(String method, String path, Action action) {
    this(method, path, false, action);
  }

  /** What a call does: the answer is a record or a tree, or a {@link StreamedAnswer}. */
  @FunctionalInterface
  interface Action {
    Object answer(Call call) throws Exception;
  }
}
