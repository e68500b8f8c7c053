// SPDX-License-Identifier: Apache-2.0
/**
 * One process of Gadus. {@link dev.gadus.node.GadusVersion} says which; the node itself is wired by
 * hand in one class, so that a reader sees what depends on what.
 */
package dev.gadus.node;
