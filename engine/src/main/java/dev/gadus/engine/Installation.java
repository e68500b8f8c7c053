// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import dev.gadus.model.SpecConfig;
import dev.gadus.model.SpecType;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The engines, input sources and publishers that one node has, found by the type that a task names.
 * Thread-safe.
 */
public final class Installation implements AutoCloseable {
  private final Map<String, Engine> engines;
  private final Map<String, InputFetcher> fetchers;
  private final Map<String, Publisher> publishers;

  /** An installation of these; of two with the same type, the later one counts. */
  public Installation(
      Collection<? extends Engine> engines,
      Collection<? extends InputFetcher> fetchers,
      Collection<? extends Publisher> publishers) {
    this.engines = byType(engines, Engine::type);
    this.fetchers = byType(fetchers, InputFetcher::type);
    this.publishers = byType(publishers, Publisher::type);
  }

  private static <T> Map<String, T> byType(
      Collection<? extends T> all, Function<T, SpecType> type) {
    Map<String, T> byType = new TreeMap<>();
    all.forEach(one -> byType.put(key(type.apply(one).name()), one));
    return byType;
  }

  private static String key(String type) {
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /** The names of the engines, in lower case and sorted. */
  public List<String> engineTypes() {
    return List.copyOf(engines.keySet());
  }

  /** The names of the input sources, in lower case and sorted. */
  public List<String> inputTypes() {
    return List.copyOf(fetchers.keySet());
  }

  /** The names of the publishers, in lower case and sorted. */
  public List<String> publisherTypes() {
    return List.copyOf(publishers.keySet());
  }

  /** What the node says of itself because of its engines. */
  public Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    engines.values().forEach(engine -> labels.putAll(engine.labels()));
    return labels;
  }

  /** Closes the engines. */
  @Override
  public void close() {
    engines.values().forEach(Engine::close);
  }

  /** The engine that a task asks for. */
  public Optional<Engine> engine(SpecConfig engine) {
    return Optional.ofNullable(engines.get(key(engine.type())));
  }

  /** What brings the data of an input source. */
  public Optional<InputFetcher> fetcher(SpecConfig source) {
    return Optional.ofNullable(fetchers.get(key(source.type())));
  }

  /** All publishers. */
  public List<Publisher> publishers() {
    return List.copyOf(publishers.values());
  }

  /** The publisher that a task asks for. */
  public Optional<Publisher> publisher(SpecConfig publisher) {
    return Optional.ofNullable(publishers.get(key(publisher.type())));
  }
}
