// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.TIME;
import static dev.gadus.store.Samples.evaluation;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationsTest {
  @TempDir Path directory;

  @Test
  void pendingOnesComeByTimeThenByCreation() {
    try (JobStore store = Samples.jobStore(directory)) {
      write(
          store,
          writer -> {
            writer.createJob(job("j-1"));
            writer.createJob(job("j-2"));
            writer.putEvaluation(evaluation("v-1", "j-1", TIME.plusSeconds(60), NANOS));
            writer.putEvaluation(evaluation("v-2", "j-2", Instant.EPOCH, NANOS + 2));
            writer.putEvaluation(evaluation("v-3", "j-1", Instant.EPOCH, NANOS + 1));
            writer.putEvaluation(evaluation("v-4", "j-1", TIME, NANOS));
          });
      assertThat(pending(store, Instant.MAX, 0)).containsExactly("v-3", "v-2", "v-4", "v-1");
      assertThat(pending(store, Instant.MAX, 2)).containsExactly("v-3", "v-2");
      assertThat(pending(store, TIME, 0)).containsExactly("v-3", "v-2", "v-4");
      assertThat(pending(store, TIME.minusNanos(1), 0)).containsExactly("v-3", "v-2");
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void handledOnesAreKeptButNotPending() {
    try (JobStore store = Samples.jobStore(directory)) {
      Evaluation first = evaluation("v-1", "j-1", Instant.EPOCH, NANOS);
      write(
          store,
          writer -> {
            writer.createJob(job("j-1"));
            writer.putEvaluation(first);
          });
      Evaluation done = first.withStatus(EvaluationStatus.COMPLETE, "one planned", NANOS + 1);
      write(store, writer -> writer.putEvaluation(done));
      assertThat(pending(store, Instant.MAX, 0)).isEmpty();
      List<Evaluation> all = store.read(reader -> reader.evaluations("j-1"));
      assertThat(all).containsExactly(done);
      assertThat(store.verify()).isEmpty();
      assertThatThrownBy(() ->
              write(
                  store,
                  writer -> writer.putEvaluation(evaluation("v-9", "j-9", Instant.EPOCH, NANOS))))
          .isInstanceOf(StoreException.NotFound.class);
    }
  }

  private static List<String> pending(JobStore store, Instant until, int limit) {
    return store.read(
        reader -> reader.pendingEvaluations(until, limit).stream().map(Evaluation::id).toList());
  }
}
