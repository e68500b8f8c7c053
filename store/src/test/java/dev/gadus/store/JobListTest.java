// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobListTest {
  private static final List<JobType> TYPES = List.of(JobType.values());

  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() {
    store = Samples.jobStore(directory);
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  private static String id(int number) {
    return "j-%04d".formatted(number);
  }

  private void create(int number) {
    write(
        store,
        writer ->
            writer.createJob(job(id(number), "default", JobType.BATCH, Map.of(), NANOS + number)));
  }

  private void remove(int number) {
    write(store, writer -> writer.deleteJob(id(number)));
  }

  private Page<Job> page(JobQuery query) {
    return store.read(reader -> reader.jobs(query));
  }

  private static List<String> ids(Page<Job> page) {
    return page.items().stream().map(Job::id).toList();
  }

  @Test
  void pagesGoThroughAllInBothDirections() {
    for (int i = 0; i < 10; i++) {
      create(i);
    }
    for (boolean newestFirst : new boolean[] {false, true}) {
      JobQuery query = JobQuery.ALL.orderedBy(JobQuery.Order.CREATED, newestFirst).withLimit(3);
      List<String> seen = new ArrayList<>();
      Page<Job> page = page(query);
      seen.addAll(ids(page));
      while (!page.nextToken().isEmpty()) {
        assertThat(page.items()).hasSize(3);
        page = page(JobQuery.ALL.after(page.nextToken()));
        seen.addAll(ids(page));
      }
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        expected.add(id(newestFirst ? 9 - i : i));
      }
      assertThat(seen).isEqualTo(expected);
    }
  }

  @Test
  void aPageThatHoldsExactlyTheRestHasNoToken() {
    for (int i = 0; i < 4; i++) {
      create(i);
    }
    Page<Job> first = page(JobQuery.ALL.withLimit(2));
    Page<Job> second = page(JobQuery.ALL.after(first.nextToken()));
    assertThat(ids(second)).containsExactly(id(2), id(3));
    assertThat(second.nextToken()).isEmpty();
    assertThat(page(JobQuery.ALL.withLimit(4)).nextToken()).isEmpty();
  }

  @Test
  void pagingStaysRightWhileJobsComeAndGo() {
    for (int i = 0; i < 100; i += 10) {
      create(i);
    }
    Page<Job> first = page(JobQuery.ALL.withLimit(4));
    assertThat(ids(first)).containsExactly(id(0), id(10), id(20), id(30));
    remove(30);
    remove(0);
    remove(40);
    create(5);
    create(35);
    create(55);
    Page<Job> second = page(JobQuery.ALL.after(first.nextToken()));
    assertThat(ids(second)).containsExactly(id(35), id(50), id(55), id(60));
    Page<Job> third = page(JobQuery.ALL.after(second.nextToken()));
    assertThat(ids(third)).containsExactly(id(70), id(80), id(90));
    assertThat(third.nextToken()).isEmpty();
  }

  @Test
  void filtersAgreeWithAPlainScanOfAllJobs() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Map<String, String> labels = new HashMap<>();
      if (random.nextBoolean()) {
        labels.put("env", random.nextBoolean() ? "prod" : "a/b");
      }
      if (random.nextBoolean()) {
        labels.put("tier", Integer.toString(random.nextInt(4)));
      }
      JobType type = TYPES.get(random.nextInt(TYPES.size()));
      String namespace = random.nextInt(3) == 0 ? "team/x" : "default";
      Job created = job(id(i), namespace, type, labels, NANOS + random.nextInt(50));
      write(store, writer -> writer.createJob(created));
      Job latest = created;
      if (random.nextBoolean()) {
        JobState state = random.nextBoolean() ? JobState.RUNNING : JobState.COMPLETED;
        Job changed = created.withState(Status.of(state), NANOS + random.nextInt(90));
        write(store, writer -> writer.updateJob(changed));
        latest = changed;
      }
      jobs.add(latest);
    }
    for (int round = 0; round < 300; round++) {
      check(jobs, random, "seed " + seed + ", round " + round);
    }
  }

  private void check(List<Job> jobs, Random random, String where) {
    JobQuery query = JobQuery.ALL;
    Predicate<Job> fits = job -> true;
    if (random.nextBoolean()) {
      String namespace = random.nextBoolean() ? "team/x" : "default";
      query = query.inNamespace(namespace);
      fits = fits.and(job -> job.namespace().equals(namespace));
    }
    if (random.nextInt(3) == 0) {
      query = query.withStates(JobState.RUNNING, JobState.PENDING);
      fits = fits.and(job -> !job.isFinal());
    }
    if (random.nextInt(3) == 0) {
      query = query.withTypes(JobType.OPS, JobType.DAEMON);
      fits = fits.and(job -> job.type() == JobType.OPS || job.type() == JobType.DAEMON);
    }
    String[] selectors = {
      "", "env", "!env", "env=prod", "env in (prod,a)", "tier>1", "tier notin (1,2)", "env,tier<3"
    };
    LabelSelector selector = LabelSelector.parse(selectors[random.nextInt(selectors.length)]);
    query = query.withLabels(selector);
    fits = fits.and(job -> selector.matches(job.labels()));
    JobQuery.Order order = random.nextBoolean() ? JobQuery.Order.CREATED : JobQuery.Order.MODIFIED;
    boolean newestFirst = random.nextBoolean();
    query = query.orderedBy(order, newestFirst).withLimit(1 + random.nextInt(20));

    List<String> found = new ArrayList<>();
    Page<Job> page = page(query);
    found.addAll(ids(page));
    while (!page.nextToken().isEmpty()) {
      page = page(query.after(page.nextToken()));
      found.addAll(ids(page));
    }
    Comparator<Job> sorting =
        Comparator.comparingLong(
                order == JobQuery.Order.CREATED ? Job::createTime : Job::modifyTime)
            .thenComparing(Job::id);
    List<String> expected =
        jobs.stream()
            .filter(fits)
            .sorted(newestFirst ? sorting.reversed() : sorting)
            .map(Job::id)
            .toList();
    assertThat(found).as(where + ": " + query).isEqualTo(expected);
  }

  @Test
  void listsAreBoundedByTimeInBothDirections() {
    for (int i = 0; i < 10; i++) {
      create(i);
    }
    Instant from = Samples.TIME.plusNanos(3);
    Instant until = Samples.TIME.plusNanos(6);
    JobQuery between = JobQuery.ALL.between(from, until);
    assertThat(ids(page(between))).containsExactly(id(3), id(4), id(5), id(6));
    JobQuery newest = between.orderedBy(JobQuery.Order.MODIFIED, true).withLimit(3);
    Page<Job> first = page(newest);
    assertThat(ids(first)).containsExactly(id(6), id(5), id(4));
    Page<Job> second = page(newest.after(first.nextToken()));
    assertThat(ids(second)).containsExactly(id(3));
    assertThat(second.nextToken()).isEmpty();
    assertThat(page(JobQuery.ALL.between(until.plusNanos(9), Instant.MAX)).items()).isEmpty();
  }

  @Test
  void jobsOfANodeAreThoseWithAnExecutionThere() {
    for (int i = 0; i < 6; i++) {
      create(i);
    }
    write(
        store,
        writer -> {
          writer.createExecution(Samples.execution("e-1", id(1), "n-a", NANOS));
          writer.createExecution(Samples.execution("e-2", id(1), "n-a", NANOS));
          writer.createExecution(Samples.execution("e-3", id(4), "n-a", NANOS));
          writer.createExecution(Samples.execution("e-4", id(2), "n-ab", NANOS));
          writer.updateJob(
              writer.requireJob(id(4)).withState(Status.of(JobState.RUNNING), NANOS + 99));
        });
    JobQuery onNode = JobQuery.ALL.onNode("n-a");
    assertThat(ids(page(onNode))).containsExactly(id(1), id(4));
    assertThat(ids(page(onNode.withStates(JobState.RUNNING)))).containsExactly(id(4));
    JobQuery byChange = onNode.orderedBy(JobQuery.Order.MODIFIED, false);
    assertThatThrownBy(() -> page(byChange))
        .isInstanceOf(StoreException.InvalidQuery.class)
        .hasMessageContaining("order=MODIFIED");
    remove(4);
    assertThat(ids(page(onNode))).containsExactly(id(1));
  }

  @Test
  void tokensThatNoListMadeAreRefused() {
    String good = "created|oldest|3|" + Keys.padded(NANOS) + "/j-1";
    assertThat(page(JobQuery.ALL.after(encode(good))).items()).isEmpty();
    for (String bad :
        List.of(
            "",
            "created|oldest|3",
            "size|oldest|3|" + Keys.padded(1) + "/j-1",
            "created|up|3|" + Keys.padded(1) + "/j-1",
            "created|oldest|0|" + Keys.padded(1) + "/j-1",
            "created|oldest|-3|" + Keys.padded(1) + "/j-1",
            "created|oldest|3|17/j-1",
            "created|oldest|3|" + Keys.padded(1) + "/j/1")) {
      String token = bad.isEmpty() ? "%%%" : encode(bad);
      assertThatThrownBy(() -> page(JobQuery.ALL.after(token)))
          .isInstanceOf(StoreException.InvalidQuery.class)
          .hasMessageContaining(token);
    }
    assertThatThrownBy(() -> JobQuery.ALL.withLimit(-1))
        .isInstanceOf(StoreException.InvalidQuery.class)
        .hasMessageContaining("limit=-1");
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
