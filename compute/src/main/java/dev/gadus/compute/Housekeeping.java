// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Publisher;
import dev.gadus.model.Event;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.StoreException;
import dev.gadus.store.Transition;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what has been kept long enough, and fails what has waited long enough. Thread-safe. */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ComputeOptions options;
  private final ExecutionStore store;
  private final ExecutionFolders folders;
  private final List<Publisher> publishers;
  private final InstantSource clock;
  private final Predicate<String> isWorkedOn;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Takes what it looks after.
   *
   * @param isWorkedOn whether an execution waits or runs here
   */
  Housekeeping(
      ComputeOptions options,
      ExecutionStore store,
      ExecutionFolders folders,
      List<Publisher> publishers,
      InstantSource clock,
      Predicate<String> isWorkedOn) {
    this.options = options;
    this.store = store;
    this.folders = folders;
    this.publishers = publishers;
    this.clock = clock;
    this.isWorkedOn = isWorkedOn;
  }

  /** Runs now and then until {@link #stop}. */
  void runRepeatedly() {
    try {
      long everyMillis = options.housekeepingInterval().toMillis();
      while (!stopped.await(everyMillis, TimeUnit.MILLISECONDS)) {
        run();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(
          "housekeeping must not be interrupted, it stops by itself", e);
    }
  }

  void stop() {
    stopped.countDown();
  }

  /** Looks at everything once. What cannot be done is logged and tried the next time. */
  void run() {
    try {
      failForgotten();
      tidyFolders();
      tidyResults();
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node: nobody knows what else went wrong.
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("housekeeping did not get through: {}", e.toString());
    }
  }

  // Interrupted executions whose requester has not decided about them for so long that it never
  // will.
  private void failForgotten() {
    Instant oldest = clock.instant().minus(options.interruptedKept());
    List<LocalExecution> forgotten =
        store.read(reader ->
            reader.liveExecutions().stream()
                .filter(live -> live.state().isInterruptible())
                .filter(live -> live.updateTime().isBefore(oldest))
                .filter(live -> !isWorkedOn.test(live.id()))
                .toList());
    for (LocalExecution live : forgotten) {
      fail(live);
    }
  }

  private void fail(LocalExecution live) {
    try {
      store.write(writer -> {
        LocalExecution failed =
            writer.transition(
                Transition.of(
                        live.id(),
                        LocalState.FAILED,
                        "interrupted, and no requester decided about it")
                    .atVersion(live.version()));
        writer.send(
            failed.requesterNodeId(),
            Report.of(failed, Event.Topic.RESTART, Report.failure("Compute:Forgotten", true)));
        return true;
      });
      LOG.info("execution {} failed: interrupted, and no requester decided about it", live.id());
    } catch (StoreException.WrongVersion | StoreException.FinalState e) {
      LOG.debug("execution {} changed just now", live.id());
    }
  }

  private void tidyFolders() throws IOException {
    Instant oldest = clock.instant().minus(options.outputKept());
    for (String id : folders.all()) {
      if (isWorkedOn.test(id)) {
        continue;
      }
      Optional<LocalExecution> execution = store.read(reader -> reader.execution(id));
      if (execution.isEmpty()
          || (execution.get().state().isFinal() && execution.get().updateTime().isBefore(oldest))) {
        folders.delete(id);
      } else if (execution.get().state().isFinal()) {
        folders.keepOutputOnly(id);
      }
    }
  }

  // A node that keeps every record removes no results either: what it does not know then is not
  // what it has forgotten, but another node's, whose database is elsewhere.
  private void tidyResults() throws IOException {
    Predicate<String> kept = store.keepsAll() ? _ -> true : this::isKnown;
    for (Publisher publisher : publishers) {
      int removed = publisher.keepOnly(kept);
      if (removed > 0) {
        LOG.info(
            "publisher {}: results of {} removed executions are removed",
            publisher.type().name(),
            removed);
      }
    }
  }

  private boolean isKnown(String executionId) {
    return isWorkedOn.test(executionId)
        || store.read(reader -> reader.execution(executionId)).isPresent();
  }

  /** Removes what an execution that has ended does not need any more. */
  void tidyEnded(String executionId) {
    try {
      folders.keepOutputOnly(executionId);
    } catch (IOException e) {
      LOG.warn("the folder of execution {} could not be tidied: {}", executionId, e.toString());
    }
  }
}
