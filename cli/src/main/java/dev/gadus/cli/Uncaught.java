// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * What becomes of a throwable that nobody caught, in a process that is a node: it is said, and ends
 * the node when the memory is exhausted. The end of a thread that matters is seen by the node
 * itself.
 */
record Uncaught(PrintStream err, Consumer<String> onFatal)
    implements Thread.UncaughtExceptionHandler {
  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (e instanceof OutOfMemoryError) {
      onFatal.accept("its memory is exhausted: " + e);
    }
    err.printf("the thread '%s' ended by%n", thread.getName());
    e.printStackTrace(err);
  }
}
