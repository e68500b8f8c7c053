// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.NodeInfo;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class AnnouncerTest {
  private final InProcessTransport transport = new InProcessTransport();
  private final BlockingQueue<NodeInfo> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> troubles = new LinkedBlockingQueue<>();

  @Test
  void aNodeIsAnnouncedBeforeStartReturnsAndAgainAfterThat() throws InterruptedException {
    transport.connectRequester("n-requester", envelope -> {}, heard::add);
    try (Announcer announcer = start(Duration.ofMillis(1))) {
      assertThat(announcer).isNotNull();
      assertThat(heard.poll()).isEqualTo(InProcessTransportTest.info());
      assertThat(heard.take()).isEqualTo(InProcessTransportTest.info());
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void anAnnouncementThatFailsIsToldAndTheNextIsTried() throws InterruptedException {
    transport.connectRequester(
        "n-requester",
        envelope -> {},
        info -> {
          throw new IllegalStateException("closed");
        });
    try (Announcer announcer = start(Duration.ofMillis(1))) {
      assertThat(announcer).isNotNull();
      assertThat(troubles.take()).hasMessage("closed");
      assertThat(troubles.take()).hasMessage("closed");
    }
  }

  @Test
  void anIntervalOfNothingIsRefused() {
    assertThatThrownBy(() -> start(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("interval must be more than zero: interval=PT0S");
  }

  private Announcer start(Duration interval) {
    return Announcer.start(transport, InProcessTransportTest::info, interval, troubles::add);
  }
}
