// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import dev.gadus.model.NearWords;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be set of a node: the table that the program, its messages and its
 * documentation read.
 */
public enum Setting {
  API_HOST("API.Host", SettingKind.TEXT, "127.0.0.1", "where the HTTP API listens"),
  API_PORT("API.Port", SettingKind.PORT, "1234", "port of the HTTP API"),
  COMPUTE_ALLOCATED_CPU(
      "Compute.AllocatedCapacity.CPU", SettingKind.CPU_SHARE, "80%", "CPU that jobs may use"),
  COMPUTE_ALLOCATED_DISK(
      "Compute.AllocatedCapacity.Disk",
      SettingKind.SIZE_SHARE,
      "80%",
      "disk that jobs may use; a share is one of what is free"),
  COMPUTE_ALLOCATED_GPU(
      "Compute.AllocatedCapacity.GPU", SettingKind.GPU, "0", "number of GPUs that jobs may use"),
  COMPUTE_ALLOCATED_MEMORY(
      "Compute.AllocatedCapacity.Memory",
      SettingKind.SIZE_SHARE,
      "80%",
      "memory that jobs may use"),
  COMPUTE_ALLOW_LISTED_LOCAL_PATHS(
      "Compute.AllowListedLocalPaths",
      SettingKind.TEXTS,
      "",
      "patterns of the host's paths that jobs may read, as /data/** or /data/**:ro"),
  COMPUTE_ENABLED("Compute.Enabled", SettingKind.FLAG, "false", "this node runs executions"),
  COMPUTE_ENV_ALLOW_LIST(
      "Compute.Env.AllowList",
      SettingKind.TEXTS,
      "",
      "names of the node's own variables that jobs may ask for with env:NAME; * stands for any"
          + " part"),
  COMPUTE_STORE_PATH(
      "Compute.ExecutionStore.Path", SettingKind.TEXT, "", "file of the execution store"),
  COMPUTE_STORE_COMPACTION_MIN_FREE(
      "Compute.ExecutionStore.Compaction.MinFree",
      SettingKind.SIZE,
      "64Mb",
      "the file is rewritten without its free space when so much of it is free"),
  COMPUTE_STORE_COMPACTION_MIN_FREE_SHARE(
      "Compute.ExecutionStore.Compaction.MinFreeShare",
      SettingKind.PERCENT,
      "50%",
      "and this share of it as well"),
  COMPUTE_STORE_RETENTION(
      "Compute.ExecutionStore.Retention",
      SettingKind.AGES,
      "",
      "executions that ended longer ago are removed; empty to keep all"),
  COMPUTE_STORE_RETENTION_COUNT(
      "Compute.ExecutionStore.RetentionCount",
      SettingKind.COUNTS,
      "",
      "how many executions that ended are kept, per job type, the latest; empty to keep all"),
  COMPUTE_INTERRUPTED_TIMEOUT(
      "Compute.InterruptedTimeout",
      SettingKind.DURATION,
      "24h",
      "how long an interrupted execution waits for its requester before it fails"),
  COMPUTE_OUTPUT_RETENTION(
      "Compute.OutputRetention",
      SettingKind.DURATION,
      "1h",
      "how long the whole output of an ended execution can be read with 'job logs'"),
  COMPUTE_RESTART_BATCH(
      "Compute.Restart.Batch",
      SettingKind.RESTART,
      "",
      "what a restarted node does with interrupted batch executions; empty for the shipped table"),
  COMPUTE_RESTART_DAEMON(
      "Compute.Restart.Daemon", SettingKind.RESTART, "", "the same for daemon executions"),
  COMPUTE_RESTART_OPS(
      "Compute.Restart.Ops", SettingKind.RESTART, "", "the same for ops executions"),
  COMPUTE_RESTART_SERVICE(
      "Compute.Restart.Service", SettingKind.RESTART, "", "the same for service executions"),
  JOB_DEFAULTS_BATCH_CPU(
      "JobDefaults.Batch.Task.Resources.CPU", SettingKind.CPU, "500m", "CPU of a batch task"),
  JOB_DEFAULTS_BATCH_DISK(
      "JobDefaults.Batch.Task.Resources.Disk", SettingKind.SIZE, "", "disk of a batch task"),
  JOB_DEFAULTS_BATCH_GPU(
      "JobDefaults.Batch.Task.Resources.GPU", SettingKind.GPU, "", "GPUs of a batch task"),
  JOB_DEFAULTS_BATCH_MEMORY(
      "JobDefaults.Batch.Task.Resources.Memory",
      SettingKind.SIZE,
      "512Mb",
      "memory of a batch task"),
  LABELS("Labels", SettingKind.LABELS, "", "labels of this node, for constraints of jobs"),
  LOGGING_LEVEL("Logging.Level", SettingKind.LEVEL, "info", "which log lines are written"),
  ORCHESTRATOR_ENABLED("Orchestrator.Enabled", SettingKind.FLAG, "false", "this node takes jobs"),
  ORCHESTRATOR_STORE_PATH(
      "Orchestrator.JobStore.Path", SettingKind.TEXT, "", "file of the job store"),
  ORCHESTRATOR_STORE_COMPACTION_MIN_FREE(
      "Orchestrator.JobStore.Compaction.MinFree",
      SettingKind.SIZE,
      "64Mb",
      "the file is rewritten without its free space when so much of it is free"),
  ORCHESTRATOR_STORE_COMPACTION_MIN_FREE_SHARE(
      "Orchestrator.JobStore.Compaction.MinFreeShare",
      SettingKind.PERCENT,
      "50%",
      "and this share of it as well"),
  ORCHESTRATOR_STORE_RETENTION(
      "Orchestrator.JobStore.Retention",
      SettingKind.AGES,
      "",
      "jobs that ended longer ago are removed with all that belongs to them; empty to keep all"),
  ORCHESTRATOR_STORE_RETENTION_COUNT(
      "Orchestrator.JobStore.RetentionCount",
      SettingKind.COUNTS,
      "",
      "how many jobs that ended are kept, per job type, the latest; empty to keep all"),
  ORCHESTRATOR_STORE_UNFINISHED_RETENTION(
      "Orchestrator.JobStore.UnfinishedRetention",
      SettingKind.AGES,
      "",
      "jobs that are not final and have not changed for longer are removed; empty to keep all"),
  ORCHESTRATOR_STORE_UNFINISHED_RETENTION_COUNT(
      "Orchestrator.JobStore.UnfinishedRetentionCount",
      SettingKind.COUNTS,
      "",
      "how many jobs that are not final are kept, per job type, the latest; empty to keep all"),
  PUBLISHERS_LOCAL_ADDRESS(
      "Publishers.Types.Local.Address",
      SettingKind.TEXT,
      "127.0.0.1",
      "where the files of the local publisher are served, and the host in their addresses"),
  PUBLISHERS_LOCAL_PORT(
      "Publishers.Types.Local.Port", SettingKind.PORT, "6001", "port of the same"),
  UPKEEP_INTERVAL(
      "Upkeep.Interval",
      SettingKind.DURATION,
      "10m",
      "how often a running node applies the retention, and compacts when that is due; 0s for"
          + " never");

  private final String key;
  private final SettingKind kind;
  private final String defaultText;
  private final String description;

  Setting(String key, SettingKind kind, String defaultText, String description) {
    this.key = key;
    this.kind = kind;
    this.defaultText = defaultText;
    this.description = description;
  }

  /** Its name in files and on the command line. */
  public String key() {
    return key;
  }

  /** Its value when nothing sets it, in the form of the command line; empty for none. */
  public String defaultText() {
    return defaultText;
  }

  public String description() {
    return description;
  }

  SettingKind kind() {
    return kind;
  }

  /** The environment variables that set it; the first that is set wins. */
  List<String> variables() {
    String general = "BACALHAU_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    return switch (this) {
      case COMPUTE_STORE_PATH -> List.of("BACALHAU_COMPUTE_STORE_PATH", general);
      case ORCHESTRATOR_STORE_PATH -> List.of("BACALHAU_JOB_STORE_PATH", general);
      case LOGGING_LEVEL -> List.of("LOG_LEVEL", general);
      default -> List.of(general);
    };
  }

  /** The setting with that key in any case. */
  static Optional<Setting> find(String key) {
    return Arrays.stream(values()).filter(one -> one.key.equalsIgnoreCase(key)).findFirst();
  }

  /** The settings whose keys are most like {@code key}, nearest first. */
  static List<String> near(String key) {
    return NearWords.of(key, Arrays.stream(values()).map(Setting::key).toList());
  }
}
