// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.List;

/**
 * A command that needs no parser when it is given no option, which is how it is given nearly
 * always. The parser takes longer than the rest of a short command.
 */
interface PlainCommand extends Runnable {
  /**
   * Takes arguments of which none is an option, as the parser would.
   *
   * @return whether their number is right; otherwise nothing is taken, and the parser is to say
   *     what is wrong
   */
  boolean take(List<String> arguments);
}
