// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run beside a baseline. A figure is worse when it has gone the wrong way by more than the noise
 * of both together, and by more than {@link #LEAST_NOISE}.
 */
final class Comparison {
  /** Two runs of the same program differ by so much for reasons that no round shows. */
  static final double LEAST_NOISE = 0.05;

  /** What became of a figure. */
  enum Verdict {
    BETTER("better"),
    SAME(""),
    WORSE("WORSE");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  /**
   * A figure in both.
   *
   * @param ratio today's value divided by the baseline's
   * @param noise by what share it may differ without meaning anything
   */
  record Line(Measurement before, Measurement now, double ratio, double noise, Verdict verdict) {
    static Line of(Measurement before, Measurement now) {
      double ratio = now.value() / before.value();
      double noise = Math.max(LEAST_NOISE, before.noise() + now.noise());
      double loss = before.better() == Measurement.Better.LOWER ? ratio : 1 / ratio;
      Verdict verdict =
          loss > 1 + noise ? Verdict.WORSE : 1 / loss > 1 + noise ? Verdict.BETTER : Verdict.SAME;
      return new Line(before, now, ratio, noise, verdict);
    }
  }

  private final Baseline before;
  private final Baseline now;
  private final List<Line> lines = new ArrayList<>();

  /** Figures of benchmarks that were run now, and which the run did not bring. */
  private final List<String> missing = new ArrayList<>();

  private final List<String> added = new ArrayList<>();

  /**
   * @throws IllegalArgumentException when a figure has another unit or direction than before
   */
  Comparison(Baseline before, Baseline now) {
    this.before = before;
    this.now = now;
    Map<String, Measurement> rest = new HashMap<>();
    now.measurements().forEach(one -> rest.put(one.name(), one));
    for (Measurement old : before.measurements()) {
      Measurement today = rest.remove(old.name());
      if (today != null) {
        lines.add(line(old, today));
      } else if (now.benchmarks().contains(old.benchmark())) {
        missing.add(old.name());
      }
    }
    now.measurements().stream()
        .map(Measurement::name)
        .filter(rest::containsKey)
        .forEach(added::add);
  }

  private static Line line(Measurement old, Measurement today) {
    if (!old.unit().equals(today.unit()) || old.better() != today.better()) {
      throw new IllegalArgumentException(
          "the baseline counts otherwise: name=%s unit=%s better=%s, now unit=%s better=%s; save it anew"
              .formatted(old.name(), old.unit(), old.better(), today.unit(), today.better()));
    }
    return Line.of(old, today);
  }

  List<Line> lines() {
    return lines;
  }

  private String names(Verdict verdict) {
    return lines.stream()
        .filter(line -> line.verdict() == verdict)
        .map(line -> line.now().name())
        .collect(Collectors.joining(", "));
  }

  /** 0 when nothing is worse and nothing is missing, else 1. */
  int exitCode() {
    return names(Verdict.WORSE).isEmpty() && missing.isEmpty() && !lines.isEmpty() ? 0 : 1;
  }

  /** All of it, as a Markdown table and the sentences that say what to make of it. */
  String text() {
    StringBuilder text = new StringBuilder("\nbaseline: " + before.origin() + "\n");
    text.append("this run: ").append(now.origin()).append('\n');
    if (!before.isOfSameMachine(now)) {
      text.append("They are of different machines or JDKs, so that the ratios say little.\n");
    }
    text.append("\n| figure | better | baseline | now | now ÷ baseline | noise | |\n");
    text.append("|---|---|--:|--:|--:|--:|---|\n");
    lines.forEach(line -> text.append(row(line)));
    text.append('\n');
    if (!added.isEmpty()) {
      text.append("Not in the baseline: ").append(String.join(", ", added)).append(".\n");
    }
    if (!missing.isEmpty()) {
      text.append("In the baseline, and not measured: ");
      text.append(String.join(", ", missing)).append(".\n");
    }
    return text.append(conclusion()).append('\n').toString();
  }

  private static String row(Line line) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s %s | %s %s | %.2f | ±%.0f %% | %s |%n",
        line.now().name(),
        line.now().better() == Measurement.Better.LOWER ? "lower" : "higher",
        Row.threeDigits(line.before().value()),
        line.before().unit(),
        Row.threeDigits(line.now().value()),
        line.now().unit(),
        line.ratio(),
        line.noise() * 100,
        line.verdict().text);
  }

  private String conclusion() {
    if (lines.isEmpty()) {
      return "Nothing to compare: the baseline has figures of "
          + String.join(", ", before.benchmarks());
    }
    String worse = names(Verdict.WORSE);
    return worse.isEmpty()
        ? "No figure is worse than the noise explains: %d compared.".formatted(lines.size())
        : "Worse than the noise explains: " + worse + ".";
  }
}
