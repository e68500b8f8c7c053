// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.model.JobType;
import dev.gadus.store.CompactionPolicy;
import dev.gadus.store.Retention;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the configuration says about the upkeep of stores. */
record StoreSettings(Configuration configuration) {

  Retention jobRetention() {
    return new Retention(
        limits(Setting.ORCHESTRATOR_STORE_RETENTION, Setting.ORCHESTRATOR_STORE_RETENTION_COUNT),
        limits(
            Setting.ORCHESTRATOR_STORE_UNFINISHED_RETENTION,
            Setting.ORCHESTRATOR_STORE_UNFINISHED_RETENTION_COUNT));
  }

  Retention executionRetention() {
    return new Retention(
        limits(Setting.COMPUTE_STORE_RETENTION, Setting.COMPUTE_STORE_RETENTION_COUNT), Map.of());
  }

  private Map<JobType, Retention.Limit> limits(Setting age, Setting count) {
    Map<JobType, String> ages = configuration.byType(age);
    Map<JobType, String> counts = configuration.byType(count);
    Map<JobType, Retention.Limit> limits = new EnumMap<>(JobType.class);
    for (JobType type : JobType.values()) {
      Optional<String> oldest = Optional.ofNullable(ages.get(type));
      Optional<String> most = Optional.ofNullable(counts.get(type));
      if (oldest.isPresent() || most.isPresent()) {
        limits.put(
            type,
            new Retention.Limit(
                oldest.map(SettingKind::duration),
                most.map(text -> OptionalLong.of(Long.parseLong(text)))
                    .orElse(OptionalLong.empty())));
      }
    }
    return limits;
  }

  CompactionPolicy jobCompaction() {
    return compaction(
        Setting.ORCHESTRATOR_STORE_COMPACTION_MIN_FREE,
        Setting.ORCHESTRATOR_STORE_COMPACTION_MIN_FREE_SHARE);
  }

  CompactionPolicy executionCompaction() {
    return compaction(
        Setting.COMPUTE_STORE_COMPACTION_MIN_FREE, Setting.COMPUTE_STORE_COMPACTION_MIN_FREE_SHARE);
  }

  private CompactionPolicy compaction(Setting bytes, Setting share) {
    return new CompactionPolicy(configuration.bytes(bytes), configuration.percent(share));
  }
}
