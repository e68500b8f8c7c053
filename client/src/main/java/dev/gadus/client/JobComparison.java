// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.util.List;

/**
 * What handing in a job would change.
 *
 * @param differences one a line; empty when the stored job asks for the same already
 * @param warnings what the node would change or ignore in the job
 */
public record JobComparison(List<String> differences, List<String> warnings) {
  public JobComparison {
    differences = List.copyOf(differences);
    warnings = List.copyOf(warnings);
  }
}
