// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.UnreachableException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private final Exception problem = new UnreachableException("node n-2 is not connected");

  @Test
  void namesTheNodeThatDoesNotGetItsMessages() {
    assertThat(new Trouble(Optional.of("n-2"), 3, problem).text())
        .isEqualTo("messages for node n-2 wait: failures=3 " + problem);
  }

  @Test
  void namesNoNodeWhenMessagesWereTakenAndCannotBeRemoved() {
    assertThat(new Trouble(Optional.empty(), 10, problem).text())
        .isEqualTo(
            "messages that were taken are still in the outbox, and would be sent again after a"
                + " restart: failures=10 "
                + problem);
  }
}
