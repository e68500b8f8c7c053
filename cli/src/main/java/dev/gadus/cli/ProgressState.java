// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.Event;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Where each partition of a job stands, as its history tells. Not thread-safe. */
final class ProgressState {
  private static final int BAR_CHARACTERS = 20;

  private final String job;
  private final int count;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private Optional<Instant> begin = Optional.empty();
  private String last = "";

  private enum Phase {
    WAITING("waiting"),
    RUNNING("running"),
    DONE("done"),
    FAILED("failed");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    static Phase of(ExecutionState state) {
      return switch (state) {
        case UNDEFINED, NEW, ASK_FOR_BID, ASK_FOR_BID_ACCEPTED, BID_ACCEPTED -> WAITING;
        case RUNNING, PUBLISHING -> RUNNING;
        case COMPLETED -> DONE;
        case ASK_FOR_BID_REJECTED, BID_REJECTED, FAILED, CANCELLED -> FAILED;
      };
    }
  }

  /** What the latest news of a partition made of it, and when its present phase began. */
  private record Partition(String executionId, Phase phase, Instant since) {}

  /**
   * @param job how the job is called
   * @param count how many partitions it has; those that come up besides are counted too
   */
  ProgressState(String job, int count) {
    this.job = job;
    this.count = count;
  }

  /** Takes the next event of the history. */
  void take(HistoryEntry entry, OptionalInt partition) {
    if (begin.isEmpty()) {
      begin = Optional.of(entry.time());
    }
    last = text(entry, partition);
    String state = entry.event().details().getOrDefault(Event.Detail.NEW_STATE, "");
    if (partition.isPresent() && !entry.executionId().isEmpty()) {
      Arrays.stream(ExecutionState.values())
          .filter(each -> each.text().equals(state))
          .findFirst()
          .ifPresent(found -> change(entry, partition.getAsInt(), Phase.of(found)));
    }
  }

  private void change(HistoryEntry entry, int index, Phase phase) {
    Partition before = partitions.get(index);
    if (before != null && before.phase() == Phase.DONE) {
      // What is stopped after that is a surplus attempt.
      return;
    }
    boolean same =
        before != null
            && before.phase() == phase
            && before.executionId().equals(entry.executionId());
    if (!same) {
      partitions.put(index, new Partition(entry.executionId(), phase, entry.time()));
    }
  }

  /** An event on one line, with the partition that it is about. */
  static String text(HistoryEntry entry, OptionalInt partition) {
    Event event = entry.event();
    boolean error = "true".equals(event.details().get(Event.Detail.IS_ERROR));
    return Table.oneLine(
        (partition.isPresent() ? "partition %d: ".formatted(partition.getAsInt()) : "")
            + (error ? "Error: " : "")
            + event.message());
  }

  /** The block that shows it, one line each, not longer than {@code width}. */
  List<String> lines(Instant now, int width) {
    int all = Math.max(count, partitions.size());
    long done = number(Phase.DONE);
    List<String> lines = new ArrayList<>();
    String since = begin.map(time -> "  " + length(time, now)).orElse("");
    lines.add("Job %s%s".formatted(job, since));
    int full = all == 0 ? 0 : (int) (done * BAR_CHARACTERS / all);
    lines.add(
        "[%s%s] %d of %d done%s%s%s"
            .formatted(
                "#".repeat(full),
                ".".repeat(BAR_CHARACTERS - full),
                done,
                all,
                some(number(Phase.RUNNING), Phase.RUNNING),
                some(all - partitions.size() + number(Phase.WAITING), Phase.WAITING),
                some(number(Phase.FAILED), Phase.FAILED)));
    slowest()
        .ifPresent(one ->
            lines.add(
                "slowest: partition %d, running for %s"
                    .formatted(one.getKey(), length(one.getValue().since(), now))));
    if (!last.isEmpty()) {
      lines.add("last:    " + last);
    }
    return lines.stream().map(line -> Table.cut(line, width)).toList();
  }

  private long number(Phase phase) {
    return partitions.values().stream().filter(one -> one.phase() == phase).count();
  }

  private static String some(long number, Phase phase) {
    return number == 0 ? "" : ", %d %s".formatted(number, phase.text);
  }

  private Optional<Map.Entry<Integer, Partition>> slowest() {
    return partitions.entrySet().stream()
        .filter(one -> one.getValue().phase() == Phase.RUNNING)
        .min(
            Comparator.comparing((Map.Entry<Integer, Partition> one) -> one.getValue().since())
                .thenComparing(Map.Entry.comparingByKey()));
  }

  /** The clock of the node may be ahead of ours. */
  private static String length(Instant from, Instant now) {
    return Times.length(now.isBefore(from) ? Duration.ZERO : Duration.between(from, now));
  }
}
