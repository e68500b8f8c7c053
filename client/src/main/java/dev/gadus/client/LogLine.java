// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

/**
 * A piece of a program's output, with its own line ends.
 *
 * @param isError true for standard error
 */
public record LogLine(String text, boolean isError) {}
