// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.LocalState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentRecordsTest {
  private final RecentRecords recent = new RecentRecords();

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aRecordIsFoundByItsKeyAndTheSameText() {
    recent.note("job/a", json("{1}"), "one");
    assertThat(recent.find("job/a", json("{1}"), String.class)).contains("one");
    assertThat(recent.find("job/a", json("{2}"), String.class)).isEmpty();
    assertThat(recent.find("job/b", json("{1}"), String.class)).isEmpty();
    assertThat(recent.find("job/a", json("{1}"), Integer.class)).isEmpty();
  }

  @Test
  void theLatestTextOfAKeyTakesThePlaceOfTheOneBefore() {
    recent.note("job/a", json("{1}"), "one");
    recent.note("job/a", json("{22}"), "two");
    assertThat(recent.find("job/a", json("{1}"), String.class)).isEmpty();
    assertThat(recent.find("job/a", json("{22}"), String.class)).contains("two");
    assertThat(recent.size()).isEqualTo(4);
  }

  @Test
  void aRecordAtTheLimitIsKeptAndOneBeyondItIsNot() {
    byte[] largest = new byte[RecentRecords.MAX_RECORD_BYTES];
    byte[] tooLarge = new byte[RecentRecords.MAX_RECORD_BYTES + 1];
    recent.note("job/a", largest, "one");
    assertThat(recent.find("job/a", largest, String.class)).contains("one");
    recent.note("job/a", tooLarge, "two");
    assertThat(recent.find("job/a", tooLarge, String.class)).isEmpty();
    assertThat(recent.size()).isZero();
  }

  @Test
  void whatWasUsedLongestAgoMakesRoom() {
    int fitting = RecentRecords.MAX_BYTES / RecentRecords.MAX_RECORD_BYTES;
    byte[] json = new byte[RecentRecords.MAX_RECORD_BYTES];
    for (int i = 0; i < fitting; i++) {
      recent.note("job/" + i, json, i);
    }
    assertThat(recent.size()).isEqualTo(RecentRecords.MAX_BYTES);
    assertThat(recent.find("job/0", json, Integer.class)).contains(0);
    recent.note("job/new", json, -1);
    assertThat(recent.find("job/0", json, Integer.class)).contains(0);
    assertThat(recent.find("job/1", json, Integer.class)).isEmpty();
    assertThat(recent.size()).isEqualTo(RecentRecords.MAX_BYTES);
  }

  @Test
  void aChangeThatWasUndoneIsNotSeen(@TempDir Path folder) {
    try (ExecutionStore store = Samples.executionStore(folder)) {
      store.create(Samples.localExecution("e-1", "j-1"));
      assertThatThrownBy(() ->
              store.write(writer -> {
                writer.transition(Transition.of("e-1", LocalState.BID_ACCEPTED, "yes"));
                throw new IllegalStateException("undo");
              }))
          .hasMessage("undo");
      assertThat(store.read(reader -> reader.requireExecution("e-1")).state())
          .isEqualTo(LocalState.CREATED);
    }
  }
}
