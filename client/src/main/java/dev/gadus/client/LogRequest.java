// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

/**
 * Which output to read.
 *
 * @param executionId empty for the newest execution
 * @param tailOnly true to leave out what was written before now
 * @param follow true to go on until the execution ends
 */
public record LogRequest(String executionId, boolean tailOnly, boolean follow) {}
