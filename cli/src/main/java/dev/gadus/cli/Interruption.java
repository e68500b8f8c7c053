// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.util.concurrent.locks.LockSupport;

/**
 * What is done when the user ends the process with Ctrl+C or a signal while something is in
 * progress. When it is done the process ends with the code of the signal, 130 for Ctrl+C.
 */
final class Interruption implements AutoCloseable {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  /**
   * From now on until {@link #close}, {@code action} is done before an interrupted process ends.
   */
  static Interruption first(Runnable action) {
    Thread hook = Thread.ofPlatform().name("interruption").unstarted(action);
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  /**
   * Ends the watch. In an interrupted process it does not return, so that the action has the last
   * word.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      while (true) {
        LockSupport.park(this);
      }
    }
  }
}
