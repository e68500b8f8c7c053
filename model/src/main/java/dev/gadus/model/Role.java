// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a node can be, each with a database of its own. One process may have both roles. */
public enum Role {
  /** Takes jobs and decides; its database is the job store. */
  REQUESTER("requester", "Requester"),
  /** Runs executions; its database is the execution store. */
  COMPUTE("compute", "Compute");

  private final String text;
  private final String nodeType;

  Role(String text, String nodeType) {
    this.text = text;
    this.nodeType = nodeType;
  }

  /** The word of the command line, of files and of addresses. */
  @JsonValue
  public String text() {
    return text;
  }

  /** The word of the API for a node with this role, in {@link NodeInfo#nodeType}. */
  public String nodeType() {
    return nodeType;
  }
}
