// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintTest {
  private static final Map<String, String> LABELS = Map.of("zone", "a", "cores", "8");

  @ParameterizedTest
  @CsvSource({
    "zone, in, a;b, true",
    "zone, in, b, false",
    "zone, notin, b, true",
    "zone, notin, a, false",
    "absent, notin, a, true",
    "absent, in, a, false",
    "zone, exists, '', true",
    "absent, exists, '', false",
    "absent, !, '', true",
    "zone, !, '', false",
    "zone, =, a, true",
    "zone, ==, b, false",
    "absent, !=, a, true",
    "zone, !=, a, false",
    "cores, gt, 7, true",
    "cores, gt, 8, false",
    "cores, lt, 9, true",
    "cores, lt, 8, false",
    "zone, gt, 1, false",
    "zone, like, a, false"
  })
  void decidesByTheLabels(String key, String operator, String values, boolean allowed) {
    List<String> list = values.isEmpty() ? List.of() : List.of(values.split(";"));

    assertThat(new Constraint(key, operator, list).allows(LABELS)).isEqualTo(allowed);
  }
}
