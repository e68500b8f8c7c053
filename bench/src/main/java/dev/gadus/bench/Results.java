// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.bench.Step.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What all rounds brought, and the tables of it. */
final class Results {
  private static final String NOTHING = "–";

  private final List<Contender> contenders;
  private final Map<Row, Map<Contender, List<Reading>>> readings = new EnumMap<>(Row.class);
  private Map<Row, Map<Contender, Double>> syncs = Map.of();

  Results(List<Contender> contenders) {
    this.contenders = List.copyOf(contenders);
  }

  void add(Contender contender, Reading reading) {
    Map<Contender, List<Reading>> row =
        readings.computeIfAbsent(reading.row(), _ -> new EnumMap<>(Contender.class));
    List<Reading> own = row.computeIfAbsent(contender, _ -> new ArrayList<>());
    own.add(reading);
    row.forEach((other, rounds) -> {
      if (rounds.size() >= own.size()) {
        requireSameAnswer(contender, reading, other, rounds.get(own.size() - 1));
      }
    });
  }

  /** Engines that did the same got the same; who skipped work is found here. */
  private static void requireSameAnswer(
      Contender contender, Reading reading, Contender other, Reading theirs) {
    if (theirs.checksum() != reading.checksum()) {
      throw new IllegalStateException(
          "%s and %s have different answers: row=%s checksums=%d and %d"
              .formatted(
                  contender.title(),
                  other.title(),
                  reading.row().text(),
                  reading.checksum(),
                  theirs.checksum()));
    }
  }

  void setSyncs(Map<Row, Map<Contender, Double>> counted) {
    syncs = new HashMap<>(counted);
  }

  private Optional<List<Reading>> of(Row row, Contender contender) {
    return Optional.ofNullable(readings.getOrDefault(row, Map.of()).get(contender));
  }

  private static double median(List<Reading> readings, Function<Reading, Double> figure) {
    return median(readings.stream().mapToDouble(figure::apply).toArray());
  }

  private static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Returns what our engine took, but for single moments, of which each run has its own. */
  List<Measurement> measurements(Scale scale) {
    List<Measurement> measurements = new ArrayList<>();
    for (Row row : Row.values()) {
      List<Reading> own = of(row, Contender.BOLT).orElse(List.of());
      if (!own.isEmpty() && !row.isOneMoment()) {
        String name = String.format(Locale.ROOT, "bolt: %,d keys, %s", scale.keys(), row.text());
        measurements.add(row.measurement(name, own.stream().mapToDouble(Reading::value).toArray()));
      }
    }
    return measurements;
  }

  /** Returns all tables as Markdown. */
  String text() {
    String together = together();
    return medians("time", Reading::value)
        + "\n"
        + medians("time of processors", Reading::cpuNanos)
        + "\n"
        + commits()
        + (together.isEmpty()
            ? ""
            : "\n64 durable writers have this many times the rate of one: " + together + ".\n");
  }

  /**
   * Medians of a figure, and how many times ours the others need: the median of the ratios of each
   * round, since the disk's speed changes from minute to minute.
   */
  private String medians(String title, Function<Reading, Double> figure) {
    List<Contender> others = contenders.stream().filter(c -> c != Contender.BOLT).toList();
    boolean compared = contenders.contains(Contender.BOLT);
    StringBuilder text = new StringBuilder("| " + title + " |");
    contenders.forEach(contender -> text.append(' ').append(contender.title()).append(" |"));
    if (compared) {
      others.forEach(other -> text.append(' ').append(shortName(other)).append(" ÷ ours |"));
    }
    text.append("\n|---|")
        .append("--:|".repeat(contenders.size() + (compared ? others.size() : 0)))
        .append('\n');
    readings.forEach((row, all) -> {
      if (all.values().stream().allMatch(some -> figure.apply(some.getFirst()) == 0)) {
        return;
      }
      text.append("| ").append(row.text()).append(" |");
      for (Contender contender : contenders) {
        text.append(' ')
            .append(of(row, contender).map(r -> row.show(median(r, figure))).orElse(NOTHING))
            .append(" |");
      }
      if (compared) {
        others.forEach(other -> text.append(' ').append(ratio(row, other, figure)).append(" |"));
      }
      text.append('\n');
    });
    return text.toString();
  }

  private static String shortName(Contender contender) {
    return contender.title().replaceFirst(" [0-9.]+$", "").replaceFirst(" bbolt$", "");
  }

  private String ratio(Row row, Contender other, Function<Reading, Double> figure) {
    OptionalDouble ratio =
        ratio(of(row, other).orElse(List.of()), of(row, Contender.BOLT).orElse(List.of()), figure);
    return ratio.isPresent() ? Row.threeDigits(ratio.getAsDouble()) : NOTHING;
  }

  private static OptionalDouble ratio(
      List<Reading> dividends, List<Reading> divisors, Function<Reading, Double> figure) {
    int rounds = Math.min(dividends.size(), divisors.size());
    if (rounds == 0) {
      return OptionalDouble.empty();
    }
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      ratios[round] = figure.apply(dividends.get(round)) / figure.apply(divisors.get(round));
    }
    return OptionalDouble.of(median(ratios));
  }

  /** Bytes handed to write calls, and waits for the disk, for each commit. */
  private String commits() {
    StringBuilder text = new StringBuilder("| for each commit |");
    contenders.forEach(contender -> text.append(' ').append(contender.title()).append(" |"));
    text.append("\n|---|").append("--:|".repeat(contenders.size())).append('\n');
    readings.forEach((row, all) -> {
      if (all.values().stream().noneMatch(some -> some.getFirst().commits() > 0)) {
        return;
      }
      text.append("| ").append(row.text()).append(" |");
      for (Contender contender : contenders) {
        text.append(' ').append(of(row, contender).map(this::bytes).orElse(NOTHING));
        Double waits = syncs.getOrDefault(row, Map.of()).get(contender);
        if (waits != null) {
          text.append(", ").append(String.format(Locale.ROOT, "%.2f syncs", waits));
        }
        text.append(" |");
      }
      text.append('\n');
    });
    return text.toString();
  }

  private String bytes(List<Reading> rounds) {
    double bytes = median(rounds, one -> (double) one.writtenBytes() / one.commits());
    return bytes == 0 ? NOTHING : Row.threeDigits(bytes / 1024) + " KiB";
  }

  /** How many times the rate of one durable writer many have. */
  private String together() {
    List<String> parts = new ArrayList<>();
    for (Contender contender : contenders) {
      ratio(
              of(Row.ONE_KEY_DURABLE, contender).orElse(List.of()),
              of(Row.TOGETHER, contender).orElse(List.of()),
              Reading::value)
          .ifPresent(ratio -> parts.add(contender.title() + " " + Row.threeDigits(ratio)));
    }
    return String.join(", ", parts);
  }
}
