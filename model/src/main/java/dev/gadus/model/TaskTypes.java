// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a task may name: the types of engines, input sources and publishers that this program knows,
 * each in the order in which messages list them. A value.
 */
public record TaskTypes(
    List<SpecType> engines, List<SpecType> inputSources, List<SpecType> publishers) {
  public TaskTypes {
    engines = List.copyOf(engines);
    inputSources = List.copyOf(inputSources);
    publishers = List.copyOf(publishers);
  }

  /** A task with all of its parameters of a kind changed that are there as texts. */
  public Task mapTexts(SpecType.Kind kind, Task task, UnaryOperator<String> change) {
    return task.withEngine(mapTexts(engines, kind, task.engine(), change))
        .withPublisher(mapTexts(publishers, kind, task.publisher(), change))
        .withInputSources(
            task.inputSources().stream()
                .map(input ->
                    new InputSource(
                        mapTexts(inputSources, kind, input.source(), change),
                        input.alias(),
                        input.target()))
                .toList());
  }

  private static SpecConfig mapTexts(
      List<SpecType> types, SpecType.Kind kind, SpecConfig spec, UnaryOperator<String> change) {
    return find(types, spec).map(type -> type.mapTexts(kind, spec, change)).orElse(spec);
  }

  static Optional<SpecType> find(List<SpecType> types, SpecConfig spec) {
    return types.stream().filter(type -> spec.isType(type.name())).findFirst();
  }

  static List<String> names(List<SpecType> types) {
    return types.stream().map(SpecType::name).toList();
  }
}
