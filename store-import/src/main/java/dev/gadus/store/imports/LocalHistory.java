// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.bolt.Bucket;
import dev.gadus.model.Event;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The history of an imported execution, made whole: its rows are numbered from 1, each follows from
 * the one before, and the last one is the state in which the execution ended.
 */
final class LocalHistory {
  private final String executionId;
  private final List<LocalHistoryEntry> rows = new ArrayList<>();

  private LocalHistory(String executionId) {
    this.executionId = executionId;
  }

  List<LocalHistoryEntry> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** A row as it is in the file. */
  private record StateRow(long version, LocalState state, String comment, Instant time) {}

  /**
   * Reads a history of states, as releases up to v1.5.1 kept it. Its rows come in the order of
   * their version: their keys have three digits up to v1.4, so that the thousandth sorts wrongly.
   *
   * @param unreadable takes the keys of rows that cannot be read, and why
   */
  static LocalHistory ofStates(
      String executionId, Optional<Bucket> bucket, BiConsumer<String, String> unreadable) {
    List<StateRow> found = new ArrayList<>();
    forEach(
        executionId,
        bucket,
        unreadable,
        tree -> {
          JsonNode version = BacalhauRecords.member(tree, "NewVersion");
          found.add(
              new StateRow(
                  // Its name since v1.5.0.
                  (version.isMissingNode() ? BacalhauRecords.member(tree, "NewRevision") : version)
                      .asLong(),
                  BacalhauStates.local(BacalhauRecords.member(tree, "NewState")),
                  BacalhauRecords.text(tree, "Comment"),
                  BacalhauRecords.time(BacalhauRecords.member(tree, "Time"))));
        });
    found.sort(Comparator.comparingLong(StateRow::version));
    LocalHistory history = new LocalHistory(executionId);
    found.forEach(row -> history.add(row.state(), row.comment(), row.time()));
    return history;
  }

  /**
   * Reads the events that releases since v1.5.2 kept instead. An event's topic tells how far the
   * execution was.
   *
   * @param created when the execution was
   * @param unreadable takes the keys of events that cannot be read, and why
   */
  static LocalHistory ofEvents(
      String executionId,
      Optional<Bucket> bucket,
      Instant created,
      BiConsumer<String, String> unreadable) {
    LocalHistory history = new LocalHistory(executionId);
    history.add(LocalState.CREATED, "", created);
    forEach(
        executionId,
        bucket,
        unreadable,
        tree -> {
          Event event = BacalhauRecords.event(tree, created);
          history.add(history.reached(event.topic()), event.message(), event.timestamp());
        });
    return history;
  }

  private static void forEach(
      String executionId,
      Optional<Bucket> bucket,
      BiConsumer<String, String> unreadable,
      Consumer<ObjectNode> row) {
    bucket.ifPresent(rows ->
        rows.forEach((key, value) -> {
          try {
            row.accept(BacalhauRecords.object(value));
          } catch (ImportException.UnreadableRecord e) {
            unreadable.accept(executionId + "/" + BacalhauHistory.readable(key), e.text());
          }
        }));
  }

  /** The state that an event of a topic belongs to; an execution does not go back. */
  private LocalState reached(String topic) {
    LocalState present = rows.getLast().newState();
    LocalState told =
        switch (topic) {
          case Event.Topic.DOWNLOADING_INPUTS, Event.Topic.PREPARING_ENVIRONMENT ->
              LocalState.BID_ACCEPTED;
          case Event.Topic.RUNNING_EXECUTION -> LocalState.RUNNING;
          case Event.Topic.PUBLISHING_RESULTS -> LocalState.PUBLISHING;
          default -> present;
        };
    return told.compareTo(present) > 0 ? told : present;
  }

  /** Makes sure of a first row, and of a last one in the state in which the execution ended. */
  void end(LocalState state, String comment, Instant created, Instant ended) {
    if (rows.isEmpty()) {
      add(LocalState.CREATED, "", created);
    }
    if (rows.getLast().newState() != state) {
      add(state, comment, ended);
    }
  }

  private void add(LocalState state, String comment, Instant time) {
    rows.add(
        new LocalHistoryEntry(
            executionId,
            rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast().newState()),
            state,
            rows.size() + 1L,
            comment,
            time,
            true));
  }
}
