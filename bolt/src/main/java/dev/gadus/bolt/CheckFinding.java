// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * One thing that is wrong with a database.
 *
 * @param pageId the page to blame, or {@link BoltException.CorruptDatabase#NO_PAGE}
 * @param text what is wrong, in the words of Go's {@code bbolt check} where it has them
 */
public record CheckFinding(long pageId, String text) {}
