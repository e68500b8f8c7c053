// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

/**
 * Some of what a program printed, in the order of its stream. A value.
 *
 * @param error whether it is from standard error rather than standard output
 * @param text never empty; cut anywhere between characters
 */
public record LogPart(boolean error, String text) {}
