// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks: of the whole program from outside, where they start {@code ./gadus} and use its API;
 * of the stores with many records in them; and of the storage engine side by side with others.
 *
 * <p>This is no module of its own: one of the other engines brings a jar whose name cannot be that
 * of a module.
 */
@org.jspecify.annotations.NullMarked
package dev.gadus.bench;
