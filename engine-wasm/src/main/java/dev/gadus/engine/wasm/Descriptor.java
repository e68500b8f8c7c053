// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import java.nio.channels.FileChannel;
import java.util.List;

/** What a program's file descriptor stands for. */
sealed interface Descriptor {

  /** Standard input: always at its end. */
  record Input() implements Descriptor {}

  /** Standard output or standard error. */
  record Output(BoundedOutput output) implements Descriptor {}

  /**
   * An open folder. It is a name, not a handle: after the folder was renamed the descriptor finds
   * nothing.
   *
   * @param names the names from the program's root
   */
  record Folder(List<String> names) implements Descriptor {}

  /**
   * An open file.
   *
   * @param place where it was when it was opened
   */
  record OpenFile(
      GuestTree.HostPlace place,
      FileChannel channel,
      FileStatus.Identity identity,
      boolean readable,
      boolean writable,
      boolean append)
      implements Descriptor {}
}
