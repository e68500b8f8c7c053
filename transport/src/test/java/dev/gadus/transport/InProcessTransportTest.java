// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Envelope;
import dev.gadus.model.Message;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.Role;
import dev.gadus.model.UnreachableException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InProcessTransportTest {
  private static final String NODE = "n-1";

  private final InProcessTransport transport = new InProcessTransport();
  private final List<Envelope> toRequester = new ArrayList<>();
  private final List<Envelope> toCompute = new ArrayList<>();
  private final List<NodeInfo> announced = new ArrayList<>();

  @Test
  void theTypeOfAMessageSaysWhichRoleOfANodeGetsIt() throws UnreachableException {
    connectBoth();
    Envelope request = envelope(new Message.AcceptBid("e-1"));
    Envelope report = envelope(new Message.BidAnswer("e-1", true, ""));

    transport.send(request);
    transport.send(report);

    assertThat(toCompute).containsExactly(request);
    assertThat(toRequester).containsExactly(report);
  }

  @Test
  void severalMessagesForOneReceiverAreHandedOverTogether() throws UnreachableException {
    List<Integer> sizes = new ArrayList<>();
    transport.connectCompute(
        NODE,
        new MessageReceiver() {
          @Override
          public void receive(Envelope envelope) {
            throw new AssertionError("one at a time: " + envelope);
          }

          @Override
          public void receiveAll(List<Envelope> envelopes) {
            sizes.add(envelopes.size());
          }
        },
        InProcessTransportTest::noLogs);
    Envelope one = envelope(new Message.AcceptBid("e-1"));

    assertThat(transport.sendSome(List.of(one, one, one))).isEqualTo(3);
    assertThat(sizes).containsExactly(3);
    transport.connectRequester(NODE, toRequester::add, announced::add);
    Envelope other = envelope(new Message.BidAnswer("e-1", true, ""));
    assertThatThrownBy(() -> transport.sendSome(List.of(one, other)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNodeThatIsNotThereIsUnreachable() {
    assertThatThrownBy(() -> transport.send(envelope(new Message.AcceptBid("e-1"))))
        .isInstanceOf(UnreachableException.class)
        .hasMessage("node n-1 is not connected");
    assertThatThrownBy(() -> transport.logs(NODE, "e-1", false, false))
        .isInstanceOf(UnreachableException.class);
  }

  @Test
  void aMessageThatItsReceiverDoesNotTakeDidNotArrive() {
    IllegalStateException reason = new IllegalStateException("not yet");
    transport.connectCompute(
        NODE,
        envelope -> {
          throw reason;
        },
        InProcessTransportTest::noLogs);

    assertThatThrownBy(() -> transport.send(envelope(new Message.AcceptBid("e-1"))))
        .isInstanceOf(UnreachableException.class)
        .hasMessage("node n-1 did not take message 7 of node n-0: not yet")
        .hasCause(reason);
  }

  @Test
  void afterTheEndOfAConnectionNothingIsHandedOver() {
    Transport.Connection connection =
        transport.connectCompute(NODE, toCompute::add, InProcessTransportTest::noLogs);
    connection.close();
    connection.close();

    assertThatThrownBy(() -> transport.send(envelope(new Message.AcceptBid("e-1"))))
        .isInstanceOf(UnreachableException.class);
    assertThat(toCompute).isEmpty();
  }

  @Test
  void closingAnOldConnectionLeavesANewOne() throws UnreachableException {
    Transport.Connection old =
        transport.connectCompute(NODE, toRequester::add, InProcessTransportTest::noLogs);
    old.close();
    transport.connectCompute(NODE, toCompute::add, InProcessTransportTest::noLogs);
    old.close();

    transport.send(envelope(new Message.AcceptBid("e-1")));
    assertThat(toCompute).hasSize(1);
  }

  @Test
  void aRoleOfANodeConnectsOnce() {
    connectBoth();

    assertThatThrownBy(this::connectBoth)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the requester role of node n-1 is connected already");
  }

  @Test
  void announcementsReachEveryRequester() {
    connectBoth();
    transport.connectRequester("n-2", toRequester::add, announced::add);

    transport.announce(info());
    assertThat(announced).containsExactly(info(), info());
  }

  @Test
  void logsAreReadWhereTheExecutionRuns() throws Exception {
    transport.connectCompute(
        NODE,
        toCompute::add,
        (id, follow, fromNow) ->
            reader(List.of(new LogText(false, id), new LogText(true, follow + " " + fromNow))));

    try (LogReader reader = transport.logs(NODE, "e-1", true, false)) {
      assertThat(reader.next()).contains(new LogText(false, "e-1"));
      assertThat(reader.next()).contains(new LogText(true, "true false"));
      assertThat(reader.next()).isEmpty();
    }
  }

  private void connectBoth() {
    transport.connectRequester(NODE, toRequester::add, announced::add);
    transport.connectCompute(NODE, toCompute::add, InProcessTransportTest::noLogs);
  }

  private static LogReader noLogs(String executionId, boolean follow, boolean fromNow)
      throws IOException {
    throw new IOException("no logs of " + executionId);
  }

  private static LogReader reader(List<LogText> texts) {
    Iterator<LogText> left = texts.iterator();
    return new LogReader() {
      @Override
      public Optional<LogText> next() {
        return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  private static Envelope envelope(Message message) {
    return new Envelope("n-0", "store", NODE, 7, Instant.EPOCH, message);
  }

  static NodeInfo info() {
    return new NodeInfo(
        NODE,
        Role.COMPUTE.nodeType(),
        Map.of(),
        List.of(),
        Optional.empty(),
        new NodeInfo.VersionInfo("", "", "v1.9.3", "", "", "linux", "amd64"));
  }
}
