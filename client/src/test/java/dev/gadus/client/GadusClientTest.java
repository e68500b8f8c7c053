// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the client asks, and what it makes of answers. The whole API is tested against a real node
 * elsewhere.
 */
class GadusClientTest {
  private static GadusClient client(URI node) {
    return new GadusClient(node, Optional.empty());
  }

  @Test
  void anErrorOfTheApiKeepsItsMessageHintAndDetails() throws Exception {
    String error =
        """
        {"Status":409,"Message":"no changes","RequestID":"","Code":"ConflictJobRevision",
         "Component":"Requester","Hint":"use force","Details":{"version":"3"}}
        """;
    try (FakeNode node = FakeNode.answering(409, error);
        GadusClient client = client(node.uri())) {
      assertThatThrownBy(() -> client.job("x", ""))
          .isInstanceOfSatisfying(
              ClientException.Refused.class,
              e -> {
                assertThat(e.text()).isEqualTo("no changes");
                assertThat(e.status()).isEqualTo(409);
                assertThat(e.code()).isEqualTo("ConflictJobRevision");
                assertThat(e.hint()).contains("use force");
                assertThat(e.details()).containsExactly(Map.entry("version", "3"));
              });
    }
  }

  @Test
  void noNodeAtTheAddressIsSaidWithTheAddress() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (GadusClient client = client(URI.create("http://127.0.0.1:" + free))) {
      assertThatThrownBy(client::alive)
          .isInstanceOf(ClientException.Unreachable.class)
          .hasMessageContaining("http://127.0.0.1:" + free)
          .hasMessageContaining("connection refused");
    }
  }

  @Test
  void aHostThatThereIsNotIsNamed() {
    // A label of this length is refused before anybody is asked over the network.
    String host = "a".repeat(64) + ".invalid";
    try (GadusClient client = client(URI.create("http://" + host + ":1234"))) {
      assertThatThrownBy(client::alive)
          .isInstanceOf(ClientException.Unreachable.class)
          .hasMessageEndingWith(": there is no host named " + host);
      assertThatThrownBy(() -> client.logs("j", "", new LogRequest("", false, false), line -> {}))
          .isInstanceOf(ClientException.Unreachable.class)
          .hasMessageEndingWith(": there is no host named " + host);
    }
  }

  @Test
  void aConnectionThatBreaksIsANodeThatIsNotReached() throws Exception {
    try (FakeNode node = FakeNode.start("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Sta");
        GadusClient client = client(node.uri())) {
      assertThatThrownBy(client::alive).isInstanceOf(ClientException.Unreachable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "", "<html>", "[1]", "{\"Job\":7}", "{}"})
  void whatIsNoAnswerOfTheApiIsQuoted(String body) throws Exception {
    try (FakeNode node = FakeNode.answering(200, body);
        GadusClient client = client(node.uri())) {
      assertThatThrownBy(() -> client.describe("x", "", 0))
          .isInstanceOf(ClientException.UnexpectedAnswer.class);
    }
  }

  @Test
  void anErrorOfAnotherServerIsNotTakenForOneOfTheApi() throws Exception {
    try (FakeNode node = FakeNode.answering(404, "<h1>404</h1>" + "x".repeat(500));
        GadusClient client = client(node.uri())) {
      assertThatThrownBy(client::alive)
          .isInstanceOf(ClientException.UnexpectedAnswer.class)
          .hasMessageContaining("404")
          .hasMessageContaining("<h1>404</h1>")
          .satisfies(e -> assertThat(((ClientException) e).text()).hasSizeLessThan(400));
    }
  }

  @Test
  void namesAndParametersAreEncodedAndEmptyOnesLeftOut() throws Exception {
    try (FakeNode node = FakeNode.answering(200, "{\"NextToken\":\"\",\"Items\":[]}");
        GadusClient client = client(node.uri())) {
      client.history("a b/c?d", "", HistoryRequest.latest());
      client.jobs(
          new JobListRequest("*", List.of("team in (a,b)", "!x"), 0, "", "created_at", true));
      assertThat(node.heads().get(0))
          .startsWith(
              "GET /api/v1/orchestrator/jobs/a%20b%2Fc%3Fd/history?event_type=all HTTP/1.1");
      assertThat(node.heads().get(1))
          .startsWith(
              "GET /api/v1/orchestrator/jobs?namespace=*&order_by=created_at&reverse=true"
                  + "&labels=team%20in%20%28a%2Cb%29&labels=%21x HTTP/1.1");
    }
  }

  @Test
  void credentialsAreSentAndNotShown() throws Exception {
    Credentials credentials =
        Credentials.ofEnvironment(Map.of("BACALHAU_API_KEY", "secret-key")).orElseThrow();
    assertThat(credentials.toString()).doesNotContain("secret");
    try (FakeNode node = FakeNode.answering(200, "{\"Status\":\"OK\"}");
        GadusClient client = new GadusClient(node.uri(), Optional.of(credentials))) {
      assertThat(client.alive()).isEqualTo("OK");
      assertThat(node.heads().getFirst()).contains("Authorization: Bearer secret-key");
    }
  }

  @Test
  void aNameWithoutAPasswordIsAMistake() {
    assertThat(
            Credentials.ofEnvironment(
                    Map.of("BACALHAU_API_USERNAME", "ann", "BACALHAU_API_PASSWORD", "pw"))
                .orElseThrow()
                .header())
        .isEqualTo("Basic YW5uOnB3");
    assertThat(Credentials.ofEnvironment(Map.of())).isEmpty();
    assertThatThrownBy(() -> Credentials.ofEnvironment(Map.of("BACALHAU_API_USERNAME", "ann")))
        .hasMessageContaining("BACALHAU_API_PASSWORD");
  }
}
