// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

/** How a command shows data. */
enum OutputFormat {
  TABLE,
  CSV,
  JSON,
  YAML
}
