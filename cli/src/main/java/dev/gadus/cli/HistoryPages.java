// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryRequest;
import dev.gadus.client.ListPage;
import dev.gadus.model.HistoryEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks a node for the pages of a job's history as they come. A node that answers an empty page
 * before the time is over cannot hold requests, as those of other programs; it is asked again after
 * a pause.
 */
record HistoryPages(GadusClient client, Patience patience, String job, String namespace) {
  /** Between two questions to a node that does not hold them. */
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** The page of {@code request}; the node is given some time to have something for it. */
  ListPage<HistoryEntry> next(HistoryRequest request) {
    return next(request, Optional.empty())
        .orElseThrow(() -> new IllegalStateException("there is no time that ends"));
  }

  /**
   * The page of {@code request}; waits up to {@code time} for it to have something.
   *
   * @return empty when the node was away until the time was over
   */
  Optional<ListPage<HistoryEntry>> next(HistoryRequest request, Optional<Duration> time) {
    Duration hold = bounded(time.orElse(GadusClient.MAX_WAIT));
    long begin = System.nanoTime();
    Optional<ListPage<HistoryEntry>> answer =
        patience.ask(() -> client.history(job, namespace, request.waiting(hold)), time);
    answer.ifPresent(page -> pauseAfter(page, hold, begin));
    return answer;
  }

  private static void pauseAfter(ListPage<HistoryEntry> page, Duration hold, long begin) {
    Duration left = hold.minusNanos(System.nanoTime() - begin);
    if (page.items().isEmpty() && !page.isLast() && left.isPositive()) {
      pause(left.compareTo(PAUSE) < 0 ? left : PAUSE);
    }
  }

  /**
   * What there is now. The token of a job that goes on never ends, so a page without rows is the
   * end.
   */
  static List<HistoryEntry> all(
      GadusClient client, String job, String namespace, HistoryRequest request) {
    int limit = request.limit();
    List<HistoryEntry> entries = new ArrayList<>();
    ListPage<HistoryEntry> page;
    String token = "";
    do {
      page = client.history(job, namespace, request.from(token));
      entries.addAll(page.items());
      token = page.nextToken();
    } while (limit == 0 && !page.isLast() && !page.items().isEmpty());
    return limit == 0 || entries.size() <= limit ? entries : entries.subList(0, limit);
  }

  private static Duration bounded(Duration time) {
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(GadusClient.MAX_WAIT) < 0 ? time : GadusClient.MAX_WAIT;
  }

  private static void pause(Duration time) {
    try {
      boolean _ = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.ERROR, "interrupted while waiting for the job", "");
    }
  }
}
