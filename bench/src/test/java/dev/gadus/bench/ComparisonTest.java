// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bench.Comparison.Verdict;
import dev.gadus.bench.Measurement.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  @TempDir Path folder;

  private static Baseline baseline(Measurement... measurements) {
    return new Baseline("a machine", "25", "2026-01-01", "abc", List.of(measurements));
  }

  private static Measurement figure(String name, Better better, double value, double noise) {
    return new Measurement(name, "ms", better, value, noise);
  }

  private static Measurement time(double value, double noise) {
    return figure("one: time", Better.LOWER, value, noise);
  }

  /** Twice 100 with noises of 8 and 4 percent: up to 112 is noise, and what is one more is not. */
  @ParameterizedTest
  @CsvSource({
    "LOWER,  112,   SAME",
    "LOWER,  112.1, WORSE",
    "LOWER,  89.3,  SAME",
    "LOWER,  89.2,  BETTER",
    "HIGHER, 89.3,  SAME",
    "HIGHER, 89.2,  WORSE",
    "HIGHER, 112,   SAME",
    "HIGHER, 112.1, BETTER"
  })
  void aFigureIsWorseWhenItIsBeyondTheNoiseOfBoth(Better better, double now, Verdict verdict) {
    Comparison comparison =
        new Comparison(
            baseline(figure("one: x", better, 100, 0.08)),
            baseline(figure("one: x", better, now, 0.04)));

    assertThat(comparison.lines()).singleElement().extracting("verdict").isEqualTo(verdict);
    assertThat(comparison.exitCode()).isEqualTo(verdict == Verdict.WORSE ? 1 : 0);
  }

  @Test
  void differencesOfALittleAreNoiseWhateverTheRoundsShowed() {
    assertThat(new Comparison(baseline(time(100, 0)), baseline(time(105, 0))).exitCode()).isZero();
    assertThat(new Comparison(baseline(time(100, 0)), baseline(time(105.1, 0))).exitCode())
        .isEqualTo(1);
  }

  @Test
  void theTextHasBothFiguresTheirRatioAndWhichAreWorse() {
    Measurement before = figure("two: rate", Better.HIGHER, 200, 0.01);
    Measurement now = figure("two: rate", Better.HIGHER, 150, 0.02);

    String text =
        new Comparison(baseline(time(10, 0.1), before), baseline(time(11, 0.1), now)).text();

    assertThat(text)
        .contains("| one: time | lower | 10.0 ms | 11.0 ms | 1.10 | ±20 % |  |")
        .contains("| two: rate | higher | 200 ms | 150 ms | 0.75 | ±5 % | WORSE |")
        .contains("baseline: 2026-01-01, commit abc, a machine, JDK 25")
        .endsWith("Worse than the noise explains: two: rate.\n")
        .doesNotContain("different machines");
  }

  @Test
  void whatIsNotWorseSaysSo() {
    Comparison comparison = new Comparison(baseline(time(10, 0)), baseline(time(5, 0)));

    assertThat(comparison.text())
        .contains("| better |")
        .endsWith("No figure is worse than the noise explains: 1 compared.\n");
  }

  @Test
  void figuresOfBenchmarksThatDidNotRunAreLeftOut() {
    Comparison comparison =
        new Comparison(
            baseline(time(10, 0), figure("two: rate", Better.HIGHER, 1, 0)), baseline(time(10, 0)));

    assertThat(comparison.lines()).hasSize(1);
    assertThat(comparison.exitCode()).isZero();
    assertThat(comparison.text()).doesNotContain("two: rate");
  }

  @Test
  void aFigureThatItsBenchmarkNoLongerBringsIsNoSuccess() {
    Comparison comparison =
        new Comparison(
            baseline(time(10, 0), figure("one: gone", Better.LOWER, 1, 0)),
            baseline(time(10, 0), figure("one: new", Better.LOWER, 1, 0)));

    assertThat(comparison.exitCode()).isEqualTo(1);
    assertThat(comparison.text())
        .contains("In the baseline, and not measured: one: gone.")
        .contains("Not in the baseline: one: new.");
  }

  @Test
  void nothingInCommonIsNoSuccess() {
    Comparison comparison =
        new Comparison(baseline(time(10, 0)), baseline(figure("two: rate", Better.HIGHER, 1, 0)));

    assertThat(comparison.exitCode()).isEqualTo(1);
    assertThat(comparison.text()).endsWith("the baseline has figures of one\n");
  }

  @Test
  void anotherMachineIsSaid() {
    Baseline elsewhere = new Baseline("another", "25", "2026-01-01", "abc", List.of(time(1, 0)));

    assertThat(new Comparison(elsewhere, baseline(time(1, 0))).text())
        .contains("They are of different machines or JDKs");
  }

  @Test
  void anotherUnitOrDirectionIsRefused() {
    Measurement rate = new Measurement("one: time", "/s", Better.HIGHER, 1, 0);
    Baseline now = baseline(rate);

    assertThatThrownBy(() -> new Comparison(baseline(time(10, 0)), now))
        .hasMessage(
            "the baseline counts otherwise: name=one: time unit=ms better=LOWER,"
                + " now unit=/s better=HIGHER; save it anew");
  }

  @Test
  void aBaselineThatWasWrittenIsReadAsItWas() throws IOException {
    Path file = folder.resolve("baseline.json");
    Baseline written =
        new Baseline(
            "a \"machine\"",
            "25.0.3+9",
            "2026-01-01",
            "abc with changes",
            List.of(time(1.5, 0.0123), figure("two: rate", Better.HIGHER, 1e6, 0)));

    written.write(file);

    assertThat(Baseline.read(file)).isEqualTo(written);
    assertThat(Files.readString(file))
        .contains(
            "\n    {\"name\":\"one: time\",\"unit\":\"ms\",\"better\":\"lower\",\"value\":1.5,\"noise\":0.0123},\n");
  }

  @Test
  void aFileThatIsNoBaselineIsNamed() throws IOException {
    Path file = folder.resolve("baseline.json");
    assertThatThrownBy(() -> Baseline.read(file))
        .hasMessage("there is no baseline: file=%s; --save makes one", file);

    for (String text : List.of("", "[]", "{}", "{\"machine\": \"m\"}")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Baseline.read(file))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("this is no baseline: file=" + file);
    }
  }

  @Test
  void namesStandOnce() {
    assertThatThrownBy(() -> baseline(time(1, 0), time(2, 0)))
        .hasMessage("a figure stands twice: figures=2 names=1");
  }
}
