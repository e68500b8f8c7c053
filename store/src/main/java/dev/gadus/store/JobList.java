// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Constraint;
import dev.gadus.model.Job;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers a {@link JobQuery} from the index, so that a page costs about what it holds. */
final class JobList {
  private final JobReader reader;
  private final JobQuery query;
  private final Token token;
  private final Table index;

  private JobList(JobReader reader, JobQuery query) {
    this.reader = reader;
    this.query = query;
    this.token =
        query.token().isEmpty()
            ? new Token(query.order(), query.newestFirst(), query.limit(), "")
            : Token.parse(query.token());
    if (query.nodeId().isPresent() && token.order() != JobQuery.Order.CREATED) {
      throw new StoreException.InvalidQuery(
          "jobs of a node are listed in order of creation only: order=" + token.order());
    }
    this.index =
        reader.table(
            switch (token.order()) {
              case CREATED -> JobBuckets.INDEX_CREATED;
              case MODIFIED -> JobBuckets.INDEX_MODIFIED;
            });
  }

  static Page<Job> page(JobReader reader, JobQuery query) {
    return new JobList(reader, query).page();
  }

  private Page<Job> page() {
    Postings postings = postings();
    Table jobs = reader.table(JobBuckets.JOB);
    List<Job> found = new ArrayList<>();
    String last = token.position();
    @Nullable String next = last.isEmpty() ? first(postings) : postings.find(last, false);
    while (next != null && isWithin(next)) {
      Job job = jobs.require(Keys.lastPart(next), Job.class);
      if (query.labels().matches(job.labels())) {
        if (token.limit() > 0 && found.size() == token.limit()) {
          return new Page<>(found, token.at(last).text());
        }
        found.add(job);
        last = next;
      }
      next = postings.find(next, false);
    }
    return new Page<>(found, "");
  }

  /** The first place at or after the time that the list begins with. */
  private @Nullable String first(Postings postings) {
    return token.newestFirst()
        ? postings.find(Keys.padded(Keys.nanos(query.until())) + Postings.AFTER_ALL, false)
        : postings.find(Keys.padded(Keys.nanos(query.from())), true);
  }

  /** Whether the list's other end is not behind this place. */
  private boolean isWithin(String place) {
    String time = place.substring(0, Keys.DIGITS);
    return token.newestFirst()
        ? time.compareTo(Keys.padded(Keys.nanos(query.from()))) >= 0
        : time.compareTo(Keys.padded(Keys.nanos(query.until()))) <= 0;
  }

  private Postings postings() {
    List<Postings> filters = new ArrayList<>();
    query.namespace().ifPresent(name -> filters.add(having(JobIndex.namespace(name))));
    if (!query.states().isEmpty()) {
      filters.add(havingAny(query.states().stream().map(JobIndex::state).toList()));
    }
    if (!query.types().isEmpty()) {
      filters.add(havingAny(query.types().stream().map(JobIndex::type).toList()));
    }
    query.nodeId().ifPresent(id -> filters.add(having(JobIndex.node(id))));
    for (Constraint requirement : query.labels().requirements()) {
      having(requirement).ifPresent(filters::add);
    }
    if (filters.isEmpty()) {
      filters.add(having(JobIndex.EVERY_JOB));
    }
    return filters.size() == 1
        ? filters.getFirst()
        : new Postings.Intersection(filters, token.newestFirst());
  }

  /** The list that a label must be in; absent when the index has none for the operator. */
  private Optional<Postings> having(Constraint label) {
    return switch (label.operator()) {
      case "in", "=", "==" ->
          Optional.of(
              havingAny(
                  label.values().stream()
                      .distinct()
                      .map(value -> JobIndex.label(label.key(), value))
                      .toList()));
      case "exists", "gt", "lt" -> Optional.of(having(JobIndex.label(label.key())));
      // What lacks a label has no entry for it: the job itself is asked.
      default -> Optional.empty();
    };
  }

  private Postings having(String attribute) {
    return new Postings.IndexEntries(index, attribute, token.newestFirst());
  }

  private Postings havingAny(List<String> attributes) {
    List<Postings> lists = attributes.stream().map(this::having).toList();
    return lists.size() == 1 ? lists.getFirst() : new Postings.Union(lists, token.newestFirst());
  }

  /**
   * Where a list goes on: order, direction, page size and the last job that was returned, as
   * URL-safe base64 of readable text.
   */
  private record Token(JobQuery.Order order, boolean newestFirst, int limit, String position) {
    private static final Set<String> DIRECTIONS = Set.of("newest", "oldest");
    private static final int PARTS = 4;

    Token at(String changed) {
      return new Token(order, newestFirst, limit, changed);
    }

    String text() {
      String plain =
          String.join(
              "|",
              order.name().toLowerCase(java.util.Locale.ROOT),
              newestFirst ? "newest" : "oldest",
              Integer.toString(limit),
              position);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static Token parse(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        String[] parts = plain.split("\\|", -1);
        if (parts.length == PARTS
            && DIRECTIONS.contains(parts[1])
            && parts[3].matches("[0-9]{" + Keys.DIGITS + "}/[^/]+")) {
          int limit = Integer.parseInt(parts[2]);
          JobQuery.Order order =
              JobQuery.Order.valueOf(parts[0].toUpperCase(java.util.Locale.ROOT));
          if (limit > 0) {
            return new Token(order, parts[1].equals("newest"), limit, parts[3]);
          }
        }
      } catch (IllegalArgumentException notOurs) {
        // Falls through to the one answer for every token that this store did not make.
      }
      throw new StoreException.InvalidQuery(
          "page token '" + text + "' is not one that a list of jobs returned");
    }
  }
}
