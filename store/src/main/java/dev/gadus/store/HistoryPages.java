// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import java.util.ArrayList;
import java.util.List;

/** Answers a {@link HistoryQuery}. */
final class HistoryPages {
  private HistoryPages() {}

  static Page<HistoryEntry> page(JobReader reader, HistoryQuery query) {
    Job job = reader.requireJob(query.jobId());
    String prefix = Keys.prefix(query.jobId());
    long position = parse(query.token());
    Walk walk = new Walk(query, position);
    reader
        .table(JobBuckets.HISTORY)
        .forEach(prefix, prefix + Keys.padded(position + 1), HistoryEntry.class, walk::visit);
    boolean ended = job.isFinal() && !walk.more;
    return new Page<>(walk.found, ended ? "" : Long.toString(walk.position));
  }

  private static long parse(String token) {
    if (token.isEmpty()) {
      return 0;
    }
    try {
      long position = Long.parseLong(token);
      if (position >= 0 && position < Long.MAX_VALUE) {
        return position;
      }
    } catch (NumberFormatException notOurs) {
      // Falls through to the one answer for every token that this store did not make.
    }
    throw new StoreException.InvalidQuery(
        "page token '" + token + "' is not one that a history returned");
  }

  /** Collects the rows of a page. */
  private static final class Walk {
    private final HistoryQuery query;
    private final List<HistoryEntry> found = new ArrayList<>();

    /** The last row that is behind us, whether it fits or not. */
    private long position;

    private boolean more;

    Walk(HistoryQuery query, long position) {
      this.query = query;
      this.position = position;
    }

    boolean visit(HistoryEntry entry) {
      if (fits(entry)) {
        if (query.limit() > 0 && found.size() == query.limit()) {
          more = true;
          return false;
        }
        found.add(entry);
      }
      position = entry.seqNum();
      return true;
    }

    private boolean fits(HistoryEntry entry) {
      return (query.jobVersion() == 0 || entry.jobVersion() == query.jobVersion())
          && query.type().map(entry.type()::equals).orElse(true)
          && entry.executionId().startsWith(query.executionIdPrefix())
          && !entry.time().isBefore(query.since());
    }
  }
}
