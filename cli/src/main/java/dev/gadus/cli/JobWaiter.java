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
import java.util.Optional;

/**
 * Waits for the end of a job, and meanwhile shows its history. The node answers when there is
 * something new.
 *
 * @param progress where events are shown; absent to wait in silence
 */
record JobWaiter(GadusClient client, Optional<RunProgress> progress, InstantSource clock) {

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
    HistoryPages pages = new HistoryPages(client, jobId, "");
    while (true) {
      Duration left =
          end.map(last -> Duration.between(clock.instant(), last)).orElse(GadusClient.MAX_WAIT);
      ListPage<HistoryEntry> page = pages.next(request, left);
      progress.ifPresent(shown -> shown.show(page.items()));
      if (page.isLast()) {
        return Optional.of(client.job(jobId, ""));
      }
      if (end.isPresent() && !clock.instant().isBefore(end.get())) {
        return Optional.empty();
      }
      request = request.from(page.nextToken());
    }
  }
}
