// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.Resources;
import dev.gadus.model.Timeouts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeLoadsTest {
  private final NodeLoads loads = new NodeLoads();

  @Test
  void loadsAreSumsOfLiveExecutions() {
    loads.begin(execution("e-1", 0.1));
    loads.begin(execution("e-2", 0.2));
    assertThat(loads.committed("n-1").cpu()).isEqualTo(0.1 + 0.2);
    assertThat(loads.liveExecutions("n-1")).isEqualTo(2);

    loads.end(execution("e-1", 0.1));
    loads.end(execution("e-2", 0.2));
    assertThat(loads.committed("n-1")).isEqualTo(Resources.NONE);
    assertThat(loads.committed("n-2")).isEqualTo(Resources.NONE);
  }

  @Test
  void anEndThatComesBeforeItsBeginningLeavesNothing() {
    loads.end(execution("e-1", 1));
    loads.begin(execution("e-1", 1));

    assertThat(loads.committed("n-1")).isEqualTo(Resources.NONE);
    assertThat(loads.liveExecutions("n-1")).isZero();
  }

  private static Execution execution(String id, double cpu) {
    Job job = Sample.stored("j-1", 1, Timeouts.NONE);
    PlanDraft draft =
        new PlanDraft(
            new Snapshot(
                job,
                Sample.START,
                List.of(),
                List.of(),
                Sample.evaluation(job, Trigger.JOB_REGISTER),
                Sample.START,
                Sample.START));
    draft.create(id, "n-1", new Partition(0, List.of()), new Resources(cpu, 0, 0, 0));
    return draft.toPlan().create().getFirst();
  }
}
