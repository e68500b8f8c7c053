// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Json;
import dev.gadus.model.Resources;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Jobs and executions of the usual size. Safe for use by several threads. */
final class SampleJobs {
  static final int NAMESPACES = 20;

  /** What a user would submit, filled in as the requester does. */
  static final String JSON =
      """
      {"ID":"j","Name":"n","Namespace":"default","Type":"batch","Priority":0,"Count":4,
       "Constraints":[{"Key":"region","Operator":"in","Values":["eu-west","eu-north"]}],
       "Meta":{"bacalhau.org/requester.id":"n-5fb0a2c1-7a3a-4b6e-9d4c-1f0f3b6f8c11"},
       "Labels":{"team":"docs","env":"prod"},
       "Tasks":[{"Name":"main",
         "Engine":{"Type":"wasm","Params":{"EntryModule":"/app/main.wasm","EntryPoint":"_start",
           "Parameters":["--input","/inputs/part.csv","--output","/outputs/result.csv"]}},
         "Publisher":{"Type":"local"},
         "Env":{"LOG_LEVEL":"info","PARTS":"4"},
         "InputSources":[{"Source":{"Type":"localDirectory",
             "Params":{"SourcePath":"/data/measurements/2026/08"}},"Target":"/inputs"}],
         "ResultPaths":[{"Name":"outputs","Path":"/outputs"}],
         "Resources":{"CPU":"500m","Memory":"512Mb"},"Network":{"Type":"None"},
         "Timeouts":{"TotalTimeout":3600}}],
       "State":{"StateType":"Pending"},"Version":1,"Revision":1}
      """;

  private final IdSource ids = IdSource.random();
  private final Job template = Json.read(JSON.getBytes(StandardCharsets.UTF_8), Job.class);

  /** A job of its own id and name, in one of twenty namespaces. */
  Job job(int number) {
    Job named =
        template.withIdentity(
            ids.next(IdSource.JOB), "job " + number, "team-" + number % NAMESPACES);
    return named.asCreated(Status.of(JobState.PENDING), nanos(number));
  }

  private static long nanos(int number) {
    return 1_780_000_000_000_000_000L + number * 1_000_003L;
  }

  /** An execution of a job, on one of a hundred nodes. */
  Execution execution(Job job, int number) {
    return new Execution(
        ids.next(IdSource.EXECUTION),
        job.namespace(),
        ids.next(IdSource.EVALUATION),
        "",
        "n-node" + number % 100,
        job.id(),
        1,
        new Execution.Allocation(Map.of("main", new Resources(0.5, 512_000_000, 0, 0))),
        Status.of(DesiredState.PENDING),
        Status.of(ExecutionState.NEW),
        SpecConfig.NONE,
        Optional.empty(),
        "",
        "",
        "",
        number % 4,
        1,
        job.createTime(),
        job.createTime());
  }
}
