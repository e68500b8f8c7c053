// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.UUID;

/** Makes ids, so that tests can decide what they are. */
@FunctionalInterface
public interface IdSource {
  /** A new id: the prefix, a dash and a UUID. */
  String next(String prefix);

  String JOB = "j";
  String EXECUTION = "e";
  String EVALUATION = "v";
  String NODE = "n";

  /** Random ids, as every node but a tested one uses them. */
  static IdSource random() {
    return prefix -> prefix + "-" + UUID.randomUUID();
  }

  /** The short form for people: the prefix, a dash and eight hex digits. */
  static String shortId(String id) {
    int dash = id.indexOf('-');
    int end = dash + 1 + 8;
    return dash >= 0 && id.length() > end ? id.substring(0, end) : id;
  }
}
