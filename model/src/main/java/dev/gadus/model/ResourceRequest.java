// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Resources as people write them ({@code 500m}, {@code 512Mb}); empty for "not said". {@link
 * Resources#parse} turns them into numbers.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceRequest(
    @JsonProperty("CPU") String cpu,
    @JsonProperty("Memory") String memory,
    @JsonProperty("Disk") String disk,
    @JsonProperty("GPU") String gpu) {
  public static final ResourceRequest NONE = new ResourceRequest("", "", "", "");

  public ResourceRequest {
    cpu = Defaults.text(cpu).strip();
    memory = Defaults.text(memory).strip();
    disk = Defaults.text(disk).strip();
    gpu = Defaults.text(gpu).strip();
  }

  /** This request with what it does not say taken from {@code defaults}. */
  public ResourceRequest orElse(ResourceRequest defaults) {
    return new ResourceRequest(
        cpu.isEmpty() ? defaults.cpu : cpu,
        memory.isEmpty() ? defaults.memory : memory,
        disk.isEmpty() ? defaults.disk : disk,
        gpu.isEmpty() ? defaults.gpu : gpu);
  }
}
