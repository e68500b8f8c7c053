// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a node says of itself.
 *
 * @param nodeType {@link Role#nodeType} of one of its roles; a node with both is a compute node
 * @param computeNodeInfo present when it runs executions
 * @param stores what it says of its stores; empty for nodes of other programs
 */
public record NodeInfo(
    @JsonProperty("NodeID") String nodeId,
    @JsonProperty("NodeType") String nodeType,
    @JsonProperty("Labels") Map<String, String> labels,
    @JsonProperty("SupportedProtocols") List<String> supportedProtocols,
    @JsonProperty("ComputeNodeInfo") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Optional<ComputeNodeInfo> computeNodeInfo,
    @JsonProperty("BacalhauVersion") VersionInfo version,
    @JsonProperty("Stores") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<StoreStatus> stores) {
  public NodeInfo {
    labels = Defaults.map(labels);
    supportedProtocols = Defaults.list(supportedProtocols);
    computeNodeInfo = Defaults.or(computeNodeInfo, Optional.empty());
    stores = Defaults.list(stores);
  }

  /** A node that says nothing of its stores. */
  public NodeInfo(
      String nodeId,
      String nodeType,
      Map<String, String> labels,
      List<String> supportedProtocols,
      Optional<ComputeNodeInfo> computeNodeInfo,
      VersionInfo version) {
    this(nodeId, nodeType, labels, supportedProtocols, computeNodeInfo, version, List.of());
  }

  /** What of this decides whether the node suits a job, as opposed to how busy it is. */
  public NodeInfo abilities() {
    return changed(draft -> {
      draft.computeNodeInfo = computeNodeInfo.map(ComputeNodeInfo::idle);
      draft.stores = List.of();
    });
  }

  private NodeInfo changed(Consumer<NodeInfo.Draft> change) {
    NodeInfo.Draft draft = new NodeInfo.Draft(this);
    change.accept(draft);
    return draft.info();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    String nodeId;
    String nodeType;
    Map<String, String> labels;
    List<String> supportedProtocols;
    Optional<ComputeNodeInfo> computeNodeInfo;
    VersionInfo version;
    List<StoreStatus> stores;

    Draft(NodeInfo before) {
      this.nodeId = before.nodeId;
      this.nodeType = before.nodeType;
      this.labels = before.labels;
      this.supportedProtocols = before.supportedProtocols;
      this.computeNodeInfo = before.computeNodeInfo;
      this.version = before.version;
      this.stores = before.stores;
    }

    NodeInfo info() {
      return new NodeInfo(
          nodeId, nodeType, labels, supportedProtocols, computeNodeInfo, version, stores);
    }
  }

  /**
   * What a compute node can do.
   *
   * @param queueCapacity what queued work takes
   * @param address where its published results are reached
   */
  public record ComputeNodeInfo(
      @JsonProperty("ExecutionEngines") List<String> executionEngines,
      @JsonProperty("Publishers") List<String> publishers,
      @JsonProperty("StorageSources") List<String> storageSources,
      @JsonProperty("MaxCapacity") Resources maxCapacity,
      @JsonProperty("QueueCapacity") Resources queueCapacity,
      @JsonProperty("AvailableCapacity") Resources availableCapacity,
      @JsonProperty("MaxJobRequirements") Resources maxJobRequirements,
      @JsonProperty("RunningExecutions") int runningExecutions,
      @JsonProperty("EnqueuedExecutions") int enqueuedExecutions,
      @JsonProperty("address") String address) {
    public ComputeNodeInfo {
      executionEngines = Defaults.list(executionEngines);
      publishers = Defaults.list(publishers);
      storageSources = Defaults.list(storageSources);
      maxCapacity = Defaults.or(maxCapacity, Resources.NONE);
      queueCapacity = Defaults.or(queueCapacity, Resources.NONE);
      availableCapacity = Defaults.or(availableCapacity, Resources.NONE);
      maxJobRequirements = Defaults.or(maxJobRequirements, Resources.NONE);
      address = Defaults.text(address);
    }

    /** As it would be with nothing to do. */
    ComputeNodeInfo idle() {
      return changed(draft -> {
        draft.queueCapacity = Resources.NONE;
        draft.availableCapacity = maxCapacity;
        draft.runningExecutions = 0;
        draft.enqueuedExecutions = 0;
      });
    }

    private ComputeNodeInfo changed(Consumer<ComputeNodeInfo.Draft> change) {
      ComputeNodeInfo.Draft draft = new ComputeNodeInfo.Draft(this);
      change.accept(draft);
      return draft.info();
    }

    /** The components, while some of them change. */
    private static final class Draft {
      List<String> executionEngines;
      List<String> publishers;
      List<String> storageSources;
      Resources maxCapacity;
      Resources queueCapacity;
      Resources availableCapacity;
      Resources maxJobRequirements;
      int runningExecutions;
      int enqueuedExecutions;
      String address;

      Draft(ComputeNodeInfo before) {
        this.executionEngines = before.executionEngines;
        this.publishers = before.publishers;
        this.storageSources = before.storageSources;
        this.maxCapacity = before.maxCapacity;
        this.queueCapacity = before.queueCapacity;
        this.availableCapacity = before.availableCapacity;
        this.maxJobRequirements = before.maxJobRequirements;
        this.runningExecutions = before.runningExecutions;
        this.enqueuedExecutions = before.enqueuedExecutions;
        this.address = before.address;
      }

      ComputeNodeInfo info() {
        return new ComputeNodeInfo(
            executionEngines,
            publishers,
            storageSources,
            maxCapacity,
            queueCapacity,
            availableCapacity,
            maxJobRequirements,
            runningExecutions,
            enqueuedExecutions,
            address);
      }
    }
  }

  /** The version of a program, in the words of the API. {@code buildDate} is RFC 3339. */
  public record VersionInfo(
      @JsonProperty("Major") @JsonInclude(JsonInclude.Include.NON_EMPTY) String major,
      @JsonProperty("Minor") @JsonInclude(JsonInclude.Include.NON_EMPTY) String minor,
      @JsonProperty("GitVersion") String gitVersion,
      @JsonProperty("GitCommit") String gitCommit,
      @JsonProperty("BuildDate") String buildDate,
      @JsonProperty("GOOS") String os,
      @JsonProperty("GOARCH") String arch) {
    public VersionInfo {
      major = Defaults.text(major);
      minor = Defaults.text(minor);
      gitVersion = Defaults.text(gitVersion);
      gitCommit = Defaults.text(gitCommit);
      buildDate = Defaults.text(buildDate);
      os = Defaults.text(os);
      arch = Defaults.text(arch);
    }
  }
}
