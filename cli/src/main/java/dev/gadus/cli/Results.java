// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ClientException;
import dev.gadus.model.Execution;
import dev.gadus.model.SpecConfig;
import dev.gadus.node.ResultArchive;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Fetches the published results of executions and unpacks them. */
final class Results {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private Results() {}

  /** Brings the archive of an execution. */
  @FunctionalInterface
  interface Source {
    InputStream open(Execution execution) throws IOException, InterruptedException;
  }

  /**
   * Unpacks results into {@code folder}, which is made: the result of a job with one partition into
   * the folder itself, those of several each into {@code partition-N}.
   *
   * @throws CommandFailure when something is in the way, or a result cannot be had
   */
  static void unpack(List<Execution> executions, int partitions, Path folder, Source source) {
    requireEmpty(folder);
    for (Execution execution : executions) {
      Path target =
          partitions == 1 ? folder : folder.resolve("partition-" + execution.partitionIndex());
      try {
        Files.createDirectories(target);
        try (InputStream archive = source.open(execution)) {
          ResultArchive.unpack(archive, target);
        }
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.ERROR,
            "cannot bring the result of execution %s: %s"
                .formatted(execution.id(), reason(e, execution.publishedResult())),
            "the node that ran it serves it while it runs, at "
                + address(execution.publishedResult()));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new CommandFailure(ExitCode.ERROR, "interrupted", "");
      }
    }
  }

  private static void requireEmpty(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new CommandFailure(
              ExitCode.ERROR,
              "cannot unpack results: %s is not empty".formatted(folder),
              "choose another folder with --output-dir");
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.ERROR, "cannot unpack results into %s: %s".formatted(folder, e), "");
    }
  }

  /** Why a result could not be brought. */
  static String reason(IOException e, SpecConfig result) {
    return ClientException.reason(e, URI.create(address(result)));
  }

  static String address(SpecConfig result) {
    return result.text("URL").orElse("an unknown address");
  }

  /** Brings a result from where its node serves it. */
  static InputStream download(HttpClient http, SpecConfig result, Duration timeout)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address(result))).timeout(timeout).build();
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    if (answer.statusCode() / 100 != 2) {
      answer.body().close();
      if (answer.statusCode() == 404) {
        throw new IOException("it is not kept any more at " + request.uri());
      }
      throw new IOException("status %d from %s".formatted(answer.statusCode(), request.uri()));
    }
    return answer.body();
  }

  static HttpClient http() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build();
  }
}
