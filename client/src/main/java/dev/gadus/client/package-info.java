// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP API of a node as Java calls. {@link dev.gadus.client.GadusClient} has one method per
 * call and speaks in the records of {@code dev.gadus.model}; what can go wrong is a {@link
 * dev.gadus.client.ClientException} of one of three kinds: the node is not there, it refused, or
 * what answered does not speak the API.
 */
package dev.gadus.client;
