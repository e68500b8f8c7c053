// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * One page of the file.
 *
 * @param id its number; page {@code n} starts at {@code n} times the page size
 * @param type what it holds
 * @param flags the flags of its header as stored, unsigned 16 bits
 * @param count number of elements as stored, unsigned 16 bits
 * @param overflow number of pages after it that belong to it
 */
public record PageInfo(long id, PageType type, int flags, int count, long overflow) {
  /** {@return the type as bbolt prints it, for instance {@code leaf} or {@code unknown<20>}} */
  public String typeName() {
    return switch (type) {
      case BRANCH -> "branch";
      case LEAF -> "leaf";
      case META -> "meta";
      case FREELIST -> "freelist";
      case FREE -> "free";
      case UNKNOWN -> String.format("unknown<%02x>", flags);
    };
  }
}
