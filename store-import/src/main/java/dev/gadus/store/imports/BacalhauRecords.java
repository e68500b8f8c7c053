// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the records of Bacalhau's releases as ours. Keys are taken in any case; what was renamed
 * between releases is brought to the present name first.
 */
final class BacalhauRecords {
  private final LostFields lost;

  BacalhauRecords(LostFields lost) {
    this.lost = lost;
  }

  /**
   * The object that a value is.
   *
   * @throws ImportException.UnreadableRecord when it is not the JSON of an object
   */
  static ObjectNode object(byte[] json) {
    try {
      if (Json.mapper().readTree(json) instanceof ObjectNode object) {
        return object;
      }
      throw new ImportException.UnreadableRecord("it is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new ImportException.UnreadableRecord("it is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ImportException.UnreadableRecord("it is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The object that an entry of a bucket is.
   *
   * @throws ImportException.UnreadableRecord when it is a bucket, or not the JSON of an object
   */
  static ObjectNode object(Optional<byte[]> value) {
    return object(
        value.orElseThrow(
            () -> new ImportException.UnreadableRecord("it is a bucket and no record")));
  }

  /** The member of that name in any case; a missing node when there is none. */
  static JsonNode member(JsonNode object, String name) {
    JsonNode exact = object.get(name);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getKey().equalsIgnoreCase(name)) {
        return member.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  static String text(JsonNode object, String name) {
    return member(object, name).asText("");
  }

  static JobState jobState(ObjectNode tree) {
    String text = text(member(tree, "State"), "StateType");
    return convert(TextNode.valueOf(text), JobState.class);
  }

  Job job(ObjectNode tree) {
    for (JsonNode task : member(tree, "Tasks")) {
      // The name of the field in v1.1.
      rename(task, "ResourcesConfig", "Resources");
    }
    Job read = convert(tree, Job.class);
    lost.compare("Job", tree, read);
    return usable(read);
  }

  /** What our lists and keys rely on, where a release left it out. */
  private static Job usable(Job read) {
    return new Job(
        read.id(),
        read.name().isEmpty() ? read.id() : read.name(),
        read.namespace().isEmpty() ? Job.DEFAULT_NAMESPACE : read.namespace(),
        read.type(),
        read.priority(),
        read.count(),
        read.constraints(),
        read.meta(),
        read.labels(),
        read.tasks(),
        read.state(),
        Math.max(1, read.version()),
        Math.max(1, read.revision()),
        Math.max(0, read.createTime()),
        Math.max(0, read.modifyTime()));
  }

  /** The state of an execution, by the numbers of the release that wrote it. */
  static ExecutionState state(JsonNode execution, BacalhauStates states) {
    return states.execution(member(member(execution, "ComputeState"), "StateType"));
  }

  Execution execution(ObjectNode tree, BacalhauStates states, Job job) {
    ExecutionState state = state(tree, states);
    if (member(tree, "ComputeState") instanceof ObjectNode status) {
      removeMember(status, "StateType");
      status.put("StateType", state.code());
    }
    // The name of the field in v1.1.
    rename(member(tree, "RunOutput"), "RunnerError", "ErrorMsg");
    // A copy of the job, which is stored by itself.
    removeMember(tree, "Job");
    if (text(tree, "JobID").isEmpty()) {
      removeMember(tree, "JobID");
      tree.put("JobID", job.id());
    }
    if (member(tree, "JobVersion").asLong(0) == 0) {
      removeMember(tree, "JobVersion");
      tree.put("JobVersion", job.version());
    }
    Execution read = convert(tree, Execution.class);
    lost.compare("Execution", tree, read);
    if (read.createTime() < 0 || read.modifyTime() < 0) {
      throw new ImportException.UnreadableRecord("its times are before 1970");
    }
    return read;
  }

  /** A row of the history of any release; its number is given later. */
  HistoryEntry history(ObjectNode tree, BacalhauStates states, Job job) {
    Instant time = time(member(tree, "Time"));
    String type = text(tree, "Type");
    String executionId = text(tree, "ExecutionID");
    boolean ofExecution = !executionId.isEmpty() && !type.equals(HistoryEntry.JOB_LEVEL);
    long version = member(tree, "JobVersion").asLong(0);
    return new HistoryEntry(
        1,
        ofExecution ? HistoryEntry.EXECUTION_LEVEL : HistoryEntry.JOB_LEVEL,
        job.id(),
        version > 0 ? version : job.version(),
        ofExecution ? executionId : "",
        event(tree, states, time),
        time);
  }

  /** The event of a row, or what a row of before v1.4 says instead. */
  private Event event(ObjectNode tree, BacalhauStates states, Instant time) {
    JsonNode given = member(tree, "Event");
    if (!text(given, "Message").isEmpty()) {
      return event(given, time);
    }
    Map<String, String> details = new LinkedHashMap<>();
    String node = text(tree, "NodeID");
    if (!node.isEmpty()) {
      details.put(Event.Detail.NODE_ID, node);
    }
    Optional<String> before = Optional.empty();
    Optional<String> after = Optional.empty();
    if (member(tree, "ExecutionState") instanceof ObjectNode change) {
      before = Optional.of(states.execution(member(change, "Previous")).text());
      after = Optional.of(states.execution(member(change, "New")).text());
    } else if (member(tree, "JobState") instanceof ObjectNode change) {
      before = Optional.of(text(change, "Previous"));
      after = Optional.of(text(change, "New"));
    }
    after.ifPresent(state -> details.put(Event.Detail.NEW_STATE, state));
    String comment = text(tree, "Comment");
    return Event.of(
        Event.Topic.STATE_UPDATE,
        comment.isEmpty() ? sentence(before, after) : comment,
        time,
        details);
  }

  private static String sentence(Optional<String> before, Optional<String> after) {
    String from = before.filter(state -> !state.isEmpty()).orElse("Undefined");
    return after.map(to -> "state changed from " + from + " to " + to).orElse("");
  }

  /** An event as releases from v1.4 on write it. */
  static Event event(JsonNode given, Instant otherwise) {
    Event event = convert(given, Event.class);
    // Go's zero time: the event does not say when it was.
    return event.timestamp().getEpochSecond() > 0
        ? event
        : Event.of(event.topic(), event.message(), otherwise, event.details());
  }

  /** A time as Go writes it. */
  static Instant time(JsonNode value) {
    try {
      return Json.mapper().treeToValue(value, Instant.class);
    } catch (JsonProcessingException | DateTimeException e) {
      throw new ImportException.UnreadableRecord("the time " + value + " is none", e);
    }
  }

  static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return Json.mapper().treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new ImportException.UnreadableRecord(e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ImportException.UnreadableRecord(String.valueOf(e.getMessage()), e);
    }
  }

  private static void rename(JsonNode owner, String from, String to) {
    if (owner instanceof ObjectNode object) {
      JsonNode value = member(object, from);
      if (!value.isMissingNode()) {
        removeMember(object, from);
        object.set(to, value);
      }
    }
  }

  /** Removes a member in any case. */
  private static void removeMember(ObjectNode object, String name) {
    object.remove(
        object.properties().stream()
            .map(Map.Entry::getKey)
            .filter(key -> key.equalsIgnoreCase(name))
            .toList());
  }
}
