// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bench.Measurement.Better;
import dev.gadus.bench.Step.Reading;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void roundsHaveTheirMedianAndHalfTheirRangeAsNoise() {
    Measurement rate = Measurement.ofRounds("one: rate", "/s", Better.HIGHER, 90, 100, 130);

    assertThat(rate.value()).isEqualTo(100);
    assertThat(rate.noise()).isEqualTo(0.2);
    assertThat(rate.benchmark()).isEqualTo("one");
  }

  @Test
  void oneReadingHasAnAssumedNoise() {
    Measurement once = Measurement.ofRounds("one: time", "ms", Better.LOWER, 7);

    assertThat(once.noise()).isEqualTo(Measurement.NOISE_OF_ONE_READING);
  }

  /** Each second duration is ten times as long, but the median stays where it is. */
  @Test
  void durationsThatVaryHaveLittleNoiseWhenTheirMedianStands() {
    long[] nanos = new long[500];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = i % 3 == 2 ? 10_000_000 : 1_000_000;
    }

    Measurement steady = Measurement.ofDurations("one: time", nanos);

    assertThat(steady.value()).isEqualTo(1);
    assertThat(steady.noise()).isZero();
  }

  @Test
  void durationsThatDriftHaveThatAsNoise() {
    long[] nanos = new long[500];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = i < 100 ? 1_200_000 : 1_000_000;
    }

    assertThat(Measurement.ofDurations("one: time", nanos).noise()).isEqualTo(0.1);
  }

  @Test
  void aFigureHasSixDigits() {
    assertThat(Measurement.exact("one: size", "bytes", 123_456_789).value()).isEqualTo(123_457_000);
    assertThat(Measurement.exact("one: size", "MiB", 2.0 / 3).value()).isEqualTo(0.666667);
  }

  @Test
  void aFigureThatSaysNothingIsRefused() {
    for (double value : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Measurement.exact("one: size", "bytes", value))
          .hasMessageContaining("name=one: size value=" + value);
    }
  }

  @Test
  void ourEngineIsMeasuredByRoundsAndSingleMomentsAreLeftOut() {
    Results results = new Results(List.of(Contender.BOLT, Contender.LMDB));
    for (long nanos : new long[] {100, 200, 120}) {
      results.add(Contender.BOLT, Reading.of(Row.SCAN, nanos));
    }
    results.add(Contender.LMDB, Reading.of(Row.GET, 5));
    results.add(Contender.BOLT, Reading.of(Row.LONGEST_COMMIT, 5));
    results.add(Contender.BOLT, Reading.of(Row.POLICY_SIZE, 3 << 20));

    assertThat(results.measurements(new Scale(1_000, 3)))
        .containsExactly(
            new Measurement(
                "bolt: 1,000 keys, full scan, per entry", "ns", Better.LOWER, 120, 0.4167),
            Measurement.exact("bolt: 1,000 keys, file size after it shrank by policy", "MiB", 3));
  }

  @Test
  void optionsComeBeforeTheNamesAndThoseOfBoltBehindIt() {
    Path project = Path.of("..");
    RunOptions options =
        RunOptions.parse(
            project,
            List.of("--save", "a.json", "memory", "--compare", "b.json", "bolt", "--keys", "1000"));

    assertThat(options.save()).contains(Path.of("a.json"));
    assertThat(options.compare()).contains(Path.of("b.json"));
    assertThat(options.names()).containsExactly("memory", "bolt");
    assertThat(options.sideBySide().orElseThrow().scale().keys()).isEqualTo(1000);
    assertThat(RunOptions.parse(project, List.of()).names())
        .containsExactlyElementsOf(Benchmarks.USUAL);
    assertThat(RunOptions.parse(project, List.of("bolt")).names()).containsExactly("bolt");
  }

  @Test
  void argumentsThatMakeNoSenseAreRefused() {
    Path project = Path.of("..");
    assertThatThrownBy(() -> RunOptions.parse(project, List.of("--save")))
        .hasMessage("no file for --save");
    assertThatThrownBy(() -> RunOptions.parse(project, List.of("many-job")))
        .hasMessage("no such benchmark or option: many-job");
    assertThatThrownBy(() -> RunOptions.parse(project, List.of("bolt", "--keys")))
        .hasMessage("no value for --keys");
  }
}
