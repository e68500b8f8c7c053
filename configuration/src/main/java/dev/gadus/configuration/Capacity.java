// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import com.sun.management.OperatingSystemMXBean;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a machine has.
 *
 * @param processors its cores
 * @param memoryBytes its memory, or the container's when there is one
 * @param freeDiskBytes what is free where executions have their files
 */
public record Capacity(int processors, long memoryBytes, long freeDiskBytes) {
  /**
   * The capacity of this machine and process.
   *
   * @param folder where executions have their files
   * @throws UncheckedIOException when the free space of the folder's disk cannot be read
   */
  public static Capacity ofThisMachine(Path folder) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try {
      return new Capacity(
          Runtime.getRuntime().availableProcessors(),
          system.getTotalMemorySize(),
          Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find out how much is free in " + folder, e);
    }
  }

  /** What of it jobs may use, by the configuration. */
  public Resources allocated(Configuration configuration) {
    String cpu = configuration.text(Setting.COMPUTE_ALLOCATED_CPU);
    int cpuShare = configuration.percent(Setting.COMPUTE_ALLOCATED_CPU);
    double cores =
        cpuShare > 0
            ? processors * cpuShare / 100.0
            : Resources.parse(new ResourceRequest(cpu, "", "", "")).cpu();
    return new Resources(
        cores,
        bytes(configuration, Setting.COMPUTE_ALLOCATED_MEMORY, memoryBytes),
        bytes(configuration, Setting.COMPUTE_ALLOCATED_DISK, freeDiskBytes),
        Resources.parse(
                new ResourceRequest("", "", "", configuration.text(Setting.COMPUTE_ALLOCATED_GPU)))
            .gpu());
  }

  private static long bytes(Configuration configuration, Setting setting, long all) {
    int share = configuration.percent(setting);
    return share > 0 ? (long) (all * (share / 100.0)) : configuration.bytes(setting);
  }
}
