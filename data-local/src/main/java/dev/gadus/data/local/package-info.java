// SPDX-License-Identifier: Apache-2.0
/**
 * Input sources and a publisher that need nothing but the node itself.
 *
 * <ul>
 *   <li>{@link dev.gadus.data.local.LocalInputs}: files and folders of the node, as far as the
 *       operator's {@link dev.gadus.data.local.AllowList} lets jobs name them.
 *   <li>{@link dev.gadus.data.local.InlineInputs}: data in the job itself, as a {@code data:} URL.
 *   <li>{@link dev.gadus.data.local.LocalPublisher}: results as archives in a folder that the node
 *       serves.
 *   <li>{@link dev.gadus.data.local.TarReader} and the writer beside it: archives from people whom
 *       nobody trusts, with limits on bytes and entries, and without links or devices. The one that
 *       packs follows no links either.
 * </ul>
 */
package dev.gadus.data.local;
