// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

/**
 * Some of what a program printed.
 *
 * @param error true for its standard error
 * @param text carries its own line ends; cut anywhere between characters
 */
public record LogText(boolean error, String text) {}
