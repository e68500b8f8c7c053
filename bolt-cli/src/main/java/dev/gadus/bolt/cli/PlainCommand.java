// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.List;
import picocli.CommandLine.Mixin;

/**
 * A command on a database file that needs no parser when it is given no option, which is how it is
 * given nearly always. The parser takes longer than the rest of a short command.
 */
abstract class PlainCommand implements Runnable {
  @Mixin final FileArgument file = new FileArgument();

  /**
   * Takes arguments of which none is an option, as the parser would.
   *
   * @return whether their number is right; otherwise nothing is taken, and the parser is to say
   *     what is wrong
   */
  final boolean take(List<String> arguments) {
    boolean fits = !arguments.isEmpty() && takeFurther(arguments.subList(1, arguments.size()));
    if (fits) {
      file.take(arguments.getFirst());
    }
    return fits;
  }

  /**
   * Takes the arguments behind the file, if they are as many as the command needs.
   *
   * @return whether they are
   */
  boolean takeFurther(List<String> arguments) {
    return arguments.isEmpty();
  }
}
