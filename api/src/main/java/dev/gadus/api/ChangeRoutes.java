// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import dev.gadus.store.Changes;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.Watch;
import java.util.Optional;

/** The call that follows the changes of a job, or of all jobs, from a position. */
record ChangeRoutes(JobStore store, HeldRequests held) {
  /** Changes in one answer; the next request goes on at once. */
  static final int MAX_CHANGES = 1000;

  Route route() {
    return new Route("GET", "/orchestrator/changes", this::changes);
  }

  private ObjectNode changes(Call call) throws InterruptedException {
    int limit = (int) call.number("limit", MAX_CHANGES);
    boolean fromNow = call.text("position").isEmpty();
    long given = call.number("position", Long.MAX_VALUE);
    Optional<String> jobId = store.read(reader -> job(reader, call));
    long position = fromNow ? store.read(JobReader::lastPosition) : given;
    Watch watch =
        jobId.map(id -> store.watchJob(id, position)).orElseGet(() -> store.watch(position));
    Changes found =
        held.answer(
            watch,
            HeldRequests.wait(call),
            () ->
                store.read(
                    reader -> reader.changes(position, jobId, limit == 0 ? MAX_CHANGES : limit)),
            changes -> !changes.changes().isEmpty());
    ObjectNode answer = Json.mapper().createObjectNode().put("Position", found.position());
    return answer.set("Changes", Json.mapper().valueToTree(found.changes()));
  }

  private static Optional<String> job(JobReader reader, Call call) {
    return call.text("job").isEmpty()
        ? Optional.empty()
        : Optional.of(JobRoutes.find(reader, call.text("job"), call.text("namespace")).id());
  }
}
