// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** What a page holds. */
public enum PageType {
  BRANCH,
  LEAF,
  META,
  FREELIST,
  /** Not in use; what it holds is left over. */
  FREE,
  /** The header's flags are none of the format's. */
  UNKNOWN
}
