// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

/** The program, with a thread besides that ends as threads do when the memory is exhausted. */
final class FailingNode {
  private FailingNode() {}

  public static void main(String[] arguments) {
    Thread.ofVirtual()
        .name("failing")
        .start(() -> {
          while (Thread.getDefaultUncaughtExceptionHandler() == null) {
            Thread.onSpinWait();
          }
          throw new OutOfMemoryError("of the test");
        });
    Gadus.main(arguments);
  }
}
