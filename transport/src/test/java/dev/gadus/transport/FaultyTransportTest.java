// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Envelope;
import dev.gadus.model.Message;
import dev.gadus.model.UnreachableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract of messages, over a transport on a bad day. */
final class FaultyTransportTest {
  private static final int MESSAGES = 2_000;

  @Test
  void whatIsSentUntilItArrivesAndTakenOnceArrivesInOrderAndOnce() {
    long seed = Long.getLong("gadus.seed", new Random().nextLong());
    System.out.println("faulty transport: seed=" + seed);
    InProcessTransport good = new InProcessTransport();
    FaultyTransport transport = new FaultyTransport(good, seed);
    List<Long> arrivals = new ArrayList<>();
    List<Long> taken = new ArrayList<>();
    transport.connectCompute(
        "n-compute",
        envelope -> {
          arrivals.add(envelope.sequence());
          if (taken.isEmpty() || envelope.sequence() > taken.getLast()) {
            taken.add(envelope.sequence());
          }
        },
        (id, follow, fromNow) -> {
          throw new AssertionError("no logs here");
        });

    int failures = 0;
    List<Long> sent = new ArrayList<>();
    for (long sequence = 1; sequence <= MESSAGES; sequence++) {
      sent.add(sequence);
      while (!arrives(transport, sequence)) {
        failures++;
      }
    }

    assertThat(taken).isEqualTo(sent);
    // The day was bad indeed: some were lost, some came twice, some came late.
    assertThat(failures).isPositive();
    assertThat(arrivals.size()).isGreaterThan(MESSAGES);
    assertThat(arrivals).isNotEqualTo(arrivals.stream().sorted().toList());
  }

  private static boolean arrives(Transport transport, long sequence) {
    try {
      transport.send(
          new Envelope(
              "n-requester",
              "store",
              "n-compute",
              sequence,
              Instant.EPOCH,
              new Message.AcceptBid("e-" + sequence)));
      return true;
    } catch (UnreachableException e) {
      return false;
    }
  }
}
