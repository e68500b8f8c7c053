// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small valid records for tests. */
final class Samples {
  private Samples() {}

  static Task task() {
    return new Task(
        "main",
        new SpecConfig("wasm", Map.of("EntryModule", "/app/main.wasm")),
        SpecConfig.NONE,
        Map.of(),
        Map.of(),
        List.of(
            new InputSource(
                new SpecConfig("inline", Map.of("URL", "data:;base64,AGFzbQEAAAA=")),
                "",
                "/app/main.wasm")),
        List.of(),
        ResourceRequest.NONE,
        NetworkConfig.DEFAULT,
        Timeouts.NONE);
  }

  static Job job(String id) {
    return new Job(
        id,
        id,
        Job.DEFAULT_NAMESPACE,
        JobType.BATCH,
        0,
        1,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(task()),
        Status.of(JobState.PENDING),
        1,
        1,
        1_000,
        1_000);
  }

  static Execution execution(String id) {
    return new Execution(
        id,
        Job.DEFAULT_NAMESPACE,
        "v-1",
        "",
        "n-1",
        "j-1",
        1,
        new Execution.Allocation(Map.of("main", new Resources(0.5, 512_000_000, 0, 0))),
        Status.of(DesiredState.PENDING),
        Status.of(ExecutionState.ASK_FOR_BID),
        SpecConfig.NONE,
        Optional.empty(),
        "",
        "",
        "",
        0,
        1,
        1_000,
        1_000);
  }

  /** Every record that the sealed message types permit. */
  static List<Class<?>> messageKinds() {
    List<Class<?>> kinds = new ArrayList<>();
    for (Class<?> direction : Message.class.getPermittedSubclasses()) {
      kinds.addAll(List.of(direction.getPermittedSubclasses()));
    }
    return kinds;
  }
}
