// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.compute.ComputeOptions;
import dev.gadus.configuration.Capacity;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.model.JobType;
import dev.gadus.model.ResourceRequest;
import dev.gadus.requester.RequesterOptions;
import dev.gadus.store.CompactionPolicy;
import dev.gadus.store.Retention;
import dev.gadus.store.StoreOptions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the configuration of a node says to each of its parts, in the words of that part. */
record PartOptions(NodeOptions node, String nodeId) {

  /** A store that keeps everything. */
  StoreOptions store() {
    return StoreOptions.of(
        nodeId, "gadus " + GadusVersion.current().product(), node.clock(), node.ids());
  }

  StoreOptions jobStore() {
    return store()
        .withRetention(
            new Retention(
                limits(
                    Setting.ORCHESTRATOR_STORE_RETENTION,
                    Setting.ORCHESTRATOR_STORE_RETENTION_COUNT),
                limits(
                    Setting.ORCHESTRATOR_STORE_UNFINISHED_RETENTION,
                    Setting.ORCHESTRATOR_STORE_UNFINISHED_RETENTION_COUNT)))
        .withCompaction(
            compaction(
                Setting.ORCHESTRATOR_STORE_COMPACTION_MIN_FREE,
                Setting.ORCHESTRATOR_STORE_COMPACTION_MIN_FREE_SHARE));
  }

  StoreOptions executionStore() {
    return store()
        .withRetention(
            new Retention(
                limits(Setting.COMPUTE_STORE_RETENTION, Setting.COMPUTE_STORE_RETENTION_COUNT),
                Map.of()))
        .withCompaction(
            compaction(
                Setting.COMPUTE_STORE_COMPACTION_MIN_FREE,
                Setting.COMPUTE_STORE_COMPACTION_MIN_FREE_SHARE));
  }

  private Map<JobType, Retention.Limit> limits(Setting age, Setting count) {
    Map<JobType, Duration> ages = configuration().ages(age);
    Map<JobType, Long> counts = configuration().counts(count);
    Map<JobType, Retention.Limit> limits = new EnumMap<>(JobType.class);
    for (JobType type : JobType.values()) {
      Optional<Duration> oldest = Optional.ofNullable(ages.get(type));
      Optional<Long> most = Optional.ofNullable(counts.get(type));
      if (oldest.isPresent() || most.isPresent()) {
        limits.put(
            type,
            new Retention.Limit(oldest, most.map(OptionalLong::of).orElse(OptionalLong.empty())));
      }
    }
    return limits;
  }

  private CompactionPolicy compaction(Setting bytes, Setting share) {
    return new CompactionPolicy(configuration().bytes(bytes), configuration().percent(share));
  }

  RequesterOptions requester() {
    return RequesterOptions.of(node.clock(), node.ids(), TaskModules.TYPES)
        .withDefaultResources(
            new ResourceRequest(
                configuration().text(Setting.JOB_DEFAULTS_BATCH_CPU),
                configuration().text(Setting.JOB_DEFAULTS_BATCH_MEMORY),
                configuration().text(Setting.JOB_DEFAULTS_BATCH_DISK),
                configuration().text(Setting.JOB_DEFAULTS_BATCH_GPU)));
  }

  ComputeOptions compute() {
    return ComputeOptions.of(
            nodeId,
            Set.of(nodeId),
            node.dataFolder().executions(),
            Capacity.ofThisMachine(node.dataFolder().path()).allocated(configuration()),
            configuration().text(Setting.PUBLISHERS_LOCAL_ADDRESS))
        .withRestartTable(configuration().restartTable())
        .withEnvironment(node.environment(), configuration().texts(Setting.COMPUTE_ENV_ALLOW_LIST))
        .withAges(
            configuration().duration(Setting.COMPUTE_OUTPUT_RETENTION),
            configuration().duration(Setting.COMPUTE_INTERRUPTED_TIMEOUT),
            ComputeOptions.DEFAULT_HOUSEKEEPING_INTERVAL);
  }

  private Configuration configuration() {
    return node.configuration();
  }
}
