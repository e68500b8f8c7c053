// SPDX-License-Identifier: Apache-2.0
/**
 * One process of Gadus, put together by hand: no framework finds what depends on what, a reader
 * does.
 *
 * <h2>The node</h2>
 *
 * {@link dev.gadus.node.Node} opens the stores, starts the roles, connects them with each other and
 * starts the API, in this order; {@code StartedParts} stops them in reverse. {@link
 * dev.gadus.node.NodeOptions} is what it is started with; {@code PartOptions} says each part what
 * the configuration means for it, since the parts do not know the configuration. {@code FolderLock}
 * keeps a second node out of the data folder, {@code Vitals} knows whether the parts work and ends
 * the node when one does not, {@code Upkeep} looks after the stores by the clock, {@code
 * NodeLogging} says where log lines go, {@link dev.gadus.node.GadusVersion} which program this is.
 *
 * <h2>A node that does not run</h2>
 *
 * {@link dev.gadus.node.DatabaseImport} brings a Bacalhau node's past into its databases, {@link
 * dev.gadus.node.StoppedDatabase} checks and repairs one. {@link dev.gadus.node.ResultArchive} is
 * how published results are unpacked, wherever they come from.
 *
 * <p>What an operator can change is thrown as a {@link dev.gadus.node.NodeException}, or as a
 * {@link dev.gadus.configuration.ConfigurationException} when it is a setting. A node is safe for
 * several threads.
 */
package dev.gadus.node;
