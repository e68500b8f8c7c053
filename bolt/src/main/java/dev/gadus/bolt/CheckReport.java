// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.List;

/**
 * What a check found.
 *
 * @param findings in the order in which they were met
 * @param pageCount number of pages that were looked at
 * @param truncated whether there were more than {@link CheckOptions#maxFindings()}
 */
public record CheckReport(List<CheckFinding> findings, long pageCount, boolean truncated) {
  /** Takes a copy of the list. */
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /** {@return whether nothing was found} */
  public boolean isOk() {
    return findings.isEmpty();
  }
}
