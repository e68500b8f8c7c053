// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** What a page holds. */
public enum PageType {
  /** A branch of a tree: leads to other pages. */
  BRANCH,
  /** A leaf of a tree: holds keys and values. */
  LEAF,
  /** One of the first two pages: says where everything else is. */
  META,
  /** The stored list of free pages. */
  FREELIST,
  /** Not in use; what it holds is left over. */
  FREE,
  /** The header's flags are none of the format's. */
  UNKNOWN
}
