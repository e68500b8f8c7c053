// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one execution of a job does.
 *
 * @param name a word for people; the clients use {@code main}
 * @param engine what runs it
 * @param publisher where results go; {@link SpecConfig#NONE} for nowhere
 * @param env variables for the program
 */
public record Task(
    @JsonProperty("Name") String name,
    @JsonProperty("Engine") SpecConfig engine,
    @JsonProperty("Publisher") SpecConfig publisher,
    @JsonProperty("Env") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> env,
    @JsonProperty("Meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> meta,
    @JsonProperty("InputSources") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<InputSource> inputSources,
    @JsonProperty("ResultPaths") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ResultPath> resultPaths,
    @JsonProperty("Resources") ResourceRequest resources,
    @JsonProperty("Network") NetworkConfig network,
    @JsonProperty("Timeouts") Timeouts timeouts) {
  public Task {
    name = Defaults.text(name);
    engine = Defaults.or(engine, SpecConfig.NONE);
    publisher = Defaults.or(publisher, SpecConfig.NONE);
    env = Defaults.map(env);
    meta = Defaults.map(meta);
    inputSources = Defaults.list(inputSources);
    resultPaths = Defaults.list(resultPaths);
    resources = Defaults.or(resources, ResourceRequest.NONE);
    network = Defaults.or(network, NetworkConfig.DEFAULT);
    timeouts = Defaults.or(timeouts, Timeouts.NONE);
  }

  public Task withEngine(SpecConfig changed) {
    return changed(draft -> draft.engine = changed);
  }

  public Task withPublisher(SpecConfig changed) {
    return changed(draft -> draft.publisher = changed);
  }

  public Task withInputSources(List<InputSource> changed) {
    return changed(draft -> draft.inputSources = changed);
  }

  public Task withResources(ResourceRequest changed) {
    return changed(draft -> draft.resources = changed);
  }

  private Task changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.task();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    String name;
    SpecConfig engine;
    SpecConfig publisher;
    Map<String, String> env;
    Map<String, String> meta;
    List<InputSource> inputSources;
    List<ResultPath> resultPaths;
    ResourceRequest resources;
    NetworkConfig network;
    Timeouts timeouts;

    Draft(Task before) {
      this.name = before.name;
      this.engine = before.engine;
      this.publisher = before.publisher;
      this.env = before.env;
      this.meta = before.meta;
      this.inputSources = before.inputSources;
      this.resultPaths = before.resultPaths;
      this.resources = before.resources;
      this.network = before.network;
      this.timeouts = before.timeouts;
    }

    Task task() {
      return new Task(
          name,
          engine,
          publisher,
          env,
          meta,
          inputSources,
          resultPaths,
          resources,
          network,
          timeouts);
    }
  }
}
