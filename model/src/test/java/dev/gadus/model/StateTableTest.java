// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateTableTest {
  @ParameterizedTest
  @EnumSource(LocalState.class)
  void aLocalStateIsFinalExactlyWhenNothingFollowsIt(LocalState state) {
    assertThat(LocalState.TABLE.next(state).isEmpty()).isEqualTo(state.isFinal());
  }

  @ParameterizedTest
  @EnumSource(LocalState.class)
  void everyLiveLocalStateMayFailOrBeCancelled(LocalState state) {
    if (!state.isFinal()) {
      assertThat(LocalState.TABLE.next(state)).contains(LocalState.FAILED, LocalState.CANCELLED);
    }
  }

  @Test
  void aGoodRunPassesTheLocalStatesInOrder() {
    LocalState[] states = LocalState.values();
    for (int i = 0; states[i] != LocalState.COMPLETED; i++) {
      assertThat(LocalState.TABLE.allows(states[i], states[i + 1]))
          .as("%s to %s", states[i], states[i + 1])
          .isTrue();
    }
  }

  @Test
  void noLocalStateIsSkippedOnTheWayToCompleted() {
    List<LocalState> inOrder = List.of(LocalState.values());
    int end = inOrder.indexOf(LocalState.COMPLETED);
    for (int from = 0; from < end; from++) {
      for (int to = from + 2; to <= end; to++) {
        assertThat(LocalState.TABLE.allows(inOrder.get(from), inOrder.get(to)))
            .as("%s to %s", inOrder.get(from), inOrder.get(to))
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionState.class, mode = EnumSource.Mode.EXCLUDE, names = "UNDEFINED")
  void anExecutionStateIsFinalExactlyWhenNothingFollowsIt(ExecutionState state) {
    assertThat(ExecutionState.TABLE.next(state).isEmpty()).isEqualTo(state.isFinal());
  }

  @ParameterizedTest
  @EnumSource(LocalState.class)
  void everyLocalStateIsShownAsOneThatIsFinalExactlyWhenItIs(LocalState state) {
    assertThat(state.shownAs().isFinal()).isEqualTo(state.isFinal());
  }

  @Test
  void aLocalStepIsLegalForTheRequesterToo() {
    for (LocalState from : LocalState.values()) {
      for (LocalState to : LocalState.TABLE.next(from)) {
        assertThat(
                from.shownAs() == to.shownAs()
                    || ExecutionState.TABLE.allows(from.shownAs(), to.shownAs()))
            .as("%s to %s", from, to)
            .isTrue();
      }
    }
  }

  @Test
  void aFinishedJobOpensAgainOnlyAsPending() {
    assertThat(JobState.TABLE.next(JobState.COMPLETED)).isEqualTo(Set.of(JobState.PENDING));
    assertThat(JobState.TABLE.next(JobState.STOPPED)).isEqualTo(Set.of(JobState.PENDING));
    assertThat(JobState.TABLE.next(JobState.FAILED)).isEqualTo(Set.of(JobState.PENDING));
  }

  @Test
  void theShippedRestartTableResumesLongRunningWorkAlone() {
    RestartTable table = RestartTable.shipped();
    for (JobType type : JobType.values()) {
      for (LocalState state : LocalState.values()) {
        boolean resumes =
            (type == JobType.SERVICE || type == JobType.DAEMON)
                && (state == LocalState.BID_ACCEPTED || state == LocalState.RUNNING);
        assertThat(table.action(type, state))
            .as("%s × %s", type, state)
            .isEqualTo(resumes ? RestartAction.RUN_AGAIN : RestartAction.NO_ACTION);
      }
    }
  }

  @Test
  void anOperatorsChoiceChangesWhatWasInterruptedOfThatTypeAlone() {
    RestartTable table = RestartTable.shipped().with(JobType.BATCH, RestartAction.FAIL);

    for (LocalState state : LocalState.values()) {
      assertThat(table.action(JobType.BATCH, state))
          .isEqualTo(state.isInterruptible() ? RestartAction.FAIL : RestartAction.NO_ACTION);
      assertThat(table.action(JobType.OPS, state)).isEqualTo(RestartAction.NO_ACTION);
    }
  }
}
