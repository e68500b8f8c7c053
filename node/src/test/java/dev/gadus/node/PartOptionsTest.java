// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.model.JobType;
import dev.gadus.store.CompactionPolicy;
import dev.gadus.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartOptionsTest {
  private static PartOptions of(Configuration configuration) {
    return new PartOptions(
        NodeOptions.of(configuration, new DataFolder(Path.of("/data")), Map.of()), "n-1");
  }

  @Test
  void storesGetTheRetentionOfTheConfiguration() {
    PartOptions options =
        of(
            Configuration.defaults()
                .with(Setting.ORCHESTRATOR_STORE_RETENTION, "batch=24h,ops=1h")
                .with(Setting.ORCHESTRATOR_STORE_RETENTION_COUNT, "500")
                .with(Setting.COMPUTE_STORE_RETENTION, "7d")
                .with(Setting.COMPUTE_STORE_RETENTION_COUNT, "daemon=9"));
    assertThat(options.jobStore().retention().finished())
        .containsEntry(JobType.BATCH, Retention.Limit.ofAge(Duration.ofHours(24)).andCount(500))
        .containsEntry(JobType.OPS, Retention.Limit.ofAge(Duration.ofHours(1)).andCount(500))
        .containsEntry(JobType.SERVICE, Retention.Limit.ofCount(500));
    assertThat(options.jobStore().retention().unfinished()).isEmpty();
    assertThat(options.executionStore().retention().finished())
        .containsEntry(JobType.BATCH, Retention.Limit.ofAge(Duration.ofDays(7)))
        .containsEntry(JobType.DAEMON, Retention.Limit.ofAge(Duration.ofDays(7)).andCount(9));
  }

  @Test
  void everythingIsKeptUnlessSaidOtherwise() {
    PartOptions options = of(Configuration.defaults());
    assertThat(options.jobStore().retention()).isEqualTo(Retention.KEEP_ALL);
    assertThat(options.executionStore().compaction())
        .isEqualTo(new CompactionPolicy(64_000_000, 50));
  }
}
