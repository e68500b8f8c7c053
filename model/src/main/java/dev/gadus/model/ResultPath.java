// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A folder whose content is kept when the program ended.
 *
 * @param name the folder's name in the results
 * @param path the absolute path at which the program writes it
 */
public record ResultPath(@JsonProperty("Name") String name, @JsonProperty("Path") String path) {
  public ResultPath {
    name = Defaults.text(name);
    path = Defaults.text(path);
  }
}
