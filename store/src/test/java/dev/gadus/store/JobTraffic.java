// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.LocalState;
import dev.gadus.model.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program that changes both stores of a folder without end, by several threads, and prints each
 * change after the store has acknowledged it, until it is killed.
 *
 * <p>Arguments: the folder, and a word that the ids of this run start with.
 */
final class JobTraffic {
  private static final int THREADS = 8;

  private JobTraffic() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    try (JobStore jobs = Samples.jobStore(folder);
        ExecutionStore executions = Samples.executionStore(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        String name = args[1] + "-" + i + "-";
        threads.execute(() -> change(jobs, name));
        threads.execute(() -> change(executions, name));
      }
    }
  }

  /** Ends each whole line, so that one that a kill cuts off is told from it. */
  static final String END = ";";

  private static void acknowledged(String line) {
    synchronized (System.out) {
      System.out.println(line + END);
      System.out.flush();
    }
  }

  private static void change(JobStore store, String name) {
    for (int i = 0; ; i++) {
      Job job = Samples.job("j-" + name + i);
      Samples.write(
          store,
          writer -> {
            writer.createJob(job);
            writer.appendHistory(job, Samples.event("submitted"));
            writer.putEvaluation(
                Samples.evaluation("v-" + job.id(), job.id(), Instant.EPOCH, Samples.NANOS));
          });
      acknowledged("job " + job.id() + " Pending");
      Execution execution = Samples.execution("e-" + job.id(), job.id());
      Samples.write(
          store,
          writer -> {
            writer.createExecution(execution);
            writer.updateJob(job.withState(Status.of(JobState.RUNNING), Samples.NANOS + 1));
            writer.appendHistory(execution, Samples.event("asked"));
            writer.send(execution.nodeId(), MailboxTest.message(1));
          });
      acknowledged("job " + job.id() + " Running");
      Samples.write(
          store,
          writer -> {
            writer.updateExecution(
                execution.withState(
                    Status.of(ExecutionState.FAILED),
                    Status.of(DesiredState.STOPPED),
                    Samples.NANOS + 2));
            Job running = writer.requireJob(job.id());
            writer.updateJob(running.withState(Status.of(JobState.FAILED), Samples.NANOS + 2));
          });
      acknowledged("job " + job.id() + " Failed");
      if (i % 3 == 2) {
        Samples.write(store, writer -> writer.deleteJob(job.id()));
        acknowledged("job " + job.id() + " gone");
      }
    }
  }

  private static void change(ExecutionStore store, String name) {
    for (int i = 0; ; i++) {
      String id = "e-" + name + i;
      store.create(Samples.localExecution(id, "j-" + i % 10));
      acknowledged("execution " + id + " Created");
      for (LocalState state : new LocalState[] {LocalState.BID_ACCEPTED, LocalState.RUNNING}) {
        store.write(writer -> {
          writer.send("n-requester", MailboxTest.message(2));
          return writer.transition(Transition.of(id, state, "goes on"));
        });
        acknowledged("execution " + id + " " + state.text());
      }
    }
  }
}
