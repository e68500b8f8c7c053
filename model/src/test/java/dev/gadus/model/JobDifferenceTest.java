// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobDifferenceTest {
  private static Job job(String labels, String parameters, String more) {
    return Json.read(
        """
        {"ID": "j-1", "Name": "n", "Type": "batch", "Count": 1, "Labels": %s, "Version": 3,
         "CreateTime": 5, "Tasks": [{"Name": "main",
           "Engine": {"Type": "wasm", "Params": {"EntryModule": "/m.wasm", "Parameters": %s}},
           "InputSources": [{"Source": {"Type": "inline", "Params": {"URL": "data:,x"}},
                             "Target": "/m.wasm"}%s]}]}
        """
            .formatted(labels, parameters, more)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Job.class);
  }

  @Test
  void aJobDoesNotDifferFromALaterVersionThatAsksForTheSame() {
    Job job = job("{}", "[\"a\"]", "");
    Job later = job.withSpecOf(job, Status.of(JobState.PENDING), 77);

    assertThat(later.version()).isNotEqualTo(job.version());
    assertThat(JobDifference.between(job, later)).isEmpty();
  }

  @Test
  void eachValueThatDiffersHasItsPath() {
    Job former = job("{\"gone\": \"x\", \"team\": \"a\"}", "[\"a\", \"b\", \"c\"]", "");
    Job latter =
        job(
            "{\"team\": \"b\"}",
            "[\"a\", \"d\"]",
            ", {\"Source\": {\"Type\": \"local\"}, \"Target\": \"/in\"}");

    assertThat(JobDifference.between(former, latter))
        .containsExactly(
            "- Labels.gone: \"x\"",
            "- Labels.team: \"a\"",
            "+ Labels.team: \"b\"",
            "- Tasks[0].Engine.Params.Parameters[1]: \"b\"",
            "+ Tasks[0].Engine.Params.Parameters[1]: \"d\"",
            "- Tasks[0].Engine.Params.Parameters[2]: \"c\"",
            "+ Tasks[0].InputSources[1]: {\"Source\":{\"Type\":\"local\"},\"Target\":\"/in\"}");
  }
}
