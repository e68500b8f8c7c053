// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class NearWords {
  /** More suggestions are no help. */
  private static final int MAX_SUGGESTIONS = 3;

  private NearWords() {}

  private record Candidate(String word, int distance) {}

  /**
   * The words that are like {@code given}, nearest first: a few letters apart, or with the same
   * last part.
   */
  public static List<String> of(String given, Collection<String> words) {
    String wanted = given.toLowerCase(Locale.ROOT);
    List<Candidate> near = new ArrayList<>();
    for (String word : words) {
      String known = word.toLowerCase(Locale.ROOT);
      int distance = distance(wanted, known);
      if (distance <= Math.max(2, wanted.length() / 4)) {
        near.add(new Candidate(word, distance));
      } else if (lastPart(known).equals(lastPart(wanted))) {
        near.add(new Candidate(word, distance + known.length()));
      }
    }
    return near.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
        .limit(MAX_SUGGESTIONS)
        .map(Candidate::word)
        .toList();
  }

  /** A "did you mean" for the end of a message; empty when no word is like {@code given}. */
  public static String suggestion(String given, Collection<String> words) {
    return of(given, words).stream()
        .findFirst()
        .map(word -> "; did you mean " + word + "?")
        .orElse("");
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** How many letters must be changed, left out or put in. */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int swap = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
