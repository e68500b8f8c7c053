// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a program printed and returned.
 *
 * @param stdout the beginning of its standard output, at most {@link #MAX_TEXT_BYTES} bytes
 * @param stderr the beginning of its standard error, likewise
 * @param exitCode 0 for success
 * @param errorMessage why it did not end by itself; empty when it did
 */
public record RunOutput(
    @JsonProperty("Stdout") String stdout,
    @JsonProperty("StdoutTruncated") boolean stdoutTruncated,
    @JsonProperty("stderr") String stderr,
    @JsonProperty("StderrTruncated") boolean stderrTruncated,
    @JsonProperty("ExitCode") int exitCode,
    @JsonProperty("ErrorMsg") String errorMessage) {
  /** Enough for a glance in a list; the whole output is in the logs and the results. */
  public static final int MAX_TEXT_BYTES = 2048;

  public RunOutput {
    stdout = Defaults.text(stdout);
    stderr = Defaults.text(stderr);
    errorMessage = Defaults.text(errorMessage);
  }
}
