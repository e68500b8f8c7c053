// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryRequest;
import dev.gadus.client.ListPage;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Waits for the end of a job, and meanwhile shows its history. The node answers when there is
 * something new.
 *
 * @param progress where events are shown; absent to wait in silence
 * @param happened takes what happened, as it becomes known
 */
record JobWaiter(
    GadusClient client,
    Patience patience,
    Optional<RunProgress> progress,
    Consumer<List<HistoryEntry>> happened,
    InstantSource clock) {

  private static final int PAGE_SIZE = 100;

  /**
   * The job as it ended.
   *
   * @param limit how long to wait; absent for as long as it takes
   * @return empty when the time was over before the job
   */
  Optional<Job> await(String jobId, Optional<Duration> limit) {
    Optional<Instant> end = limit.map(clock.instant()::plus);
    HistoryRequest request = new HistoryRequest("all", "", 0, false, PAGE_SIZE, "", Duration.ZERO);
    HistoryPages pages = new HistoryPages(client, patience, jobId, "");
    while (true) {
      Optional<Duration> left = end.map(last -> Duration.between(clock.instant(), last));
      Optional<ListPage<HistoryEntry>> page = pages.next(request, left);
      List<HistoryEntry> entries = page.map(ListPage::items).orElse(List.of());
      progress.ifPresent(shown -> shown.show(entries));
      happened.accept(entries);
      if (page.isPresent() && page.get().isLast()) {
        return Optional.of(patience.ask(() -> client.job(jobId, "")));
      }
      if (page.isEmpty() || (end.isPresent() && !clock.instant().isBefore(end.get()))) {
        return Optional.empty();
      }
      request = request.from(page.get().nextToken());
    }
  }
}
