// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import dev.gadus.client.LogLine;
import dev.gadus.client.LogRequest;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Prints what the executions of a job print while they run. When the job has several partitions,
 * each line stands after the number of its partition; of one partition the output comes as it is.
 */
final class JobFollower implements AutoCloseable {
  private static final int UNKNOWN = -1;

  private final Context context;
  private final GadusClient client;
  private final Patience patience;
  private final String jobId;
  private final Optional<Integer> partition;
  private final boolean numbered;

  /** The partitions of the executions that are known, by id. Used by the thread that waits. */
  private final Map<String, Integer> partitions = new HashMap<>();

  /** The ids of executions whose output is or was read. Used by the same thread. */
  private final Set<String> followed = new HashSet<>();

  /**
   * Those that run are as many as nodes take at a time; of those that ended there may be thousands.
   */
  private final Semaphore endedAtATime = new Semaphore(16);

  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final Object printing = new Object();

  /**
   * @param partition the one that is wanted; absent for all
   * @param count how many the job has
   */
  JobFollower(
      Context context,
      GadusClient client,
      Patience patience,
      String jobId,
      Optional<Integer> partition,
      int count) {
    this.context = context;
    this.client = client;
    this.patience = patience;
    this.jobId = jobId;
    this.partition = partition;
    this.numbered = partition.isEmpty() && count > 1;
  }

  /** Takes what happened to the job, and reads the output of what has begun to run. */
  void happened(List<HistoryEntry> entries) {
    for (HistoryEntry entry : entries) {
      String id = entry.executionId();
      if (entry.event().topic().equals(Event.Topic.RUNNING_EXECUTION) && !id.isEmpty()) {
        if (!partitions.containsKey(id)) {
          List<Execution> _ = executions();
        }
        follow(id, false);
      }
    }
  }

  /** Reads to the end what there is of a job that has ended. */
  void finish() {
    for (Execution execution : executions()) {
      if (execution.state().state() == ExecutionState.COMPLETED) {
        follow(execution.id(), true);
      }
    }
    readers.close();
  }

  private List<Execution> executions() {
    List<Execution> executions = patience.ask(() -> client.executions(jobId, "", 0, false));
    executions.forEach(execution -> partitions.put(execution.id(), execution.partitionIndex()));
    return executions;
  }

  private void follow(String id, boolean ended) {
    int of = partitions.getOrDefault(id, UNKNOWN);
    boolean wanted = of != UNKNOWN && partition.orElse(of) == of;
    if (wanted && followed.add(id)) {
      readers.execute(ended ? () -> readEnded(id, of) : () -> read(id, of));
    }
  }

  private void readEnded(String id, int of) {
    endedAtATime.acquireUninterruptibly();
    try {
      read(id, of);
    } finally {
      endedAtATime.release();
    }
  }

  private void read(String id, int of) {
    String prefix = "[" + of + "] ";
    Lines out = new Lines(context.out(), prefix);
    Lines err = new Lines(context.err(), prefix);
    try {
      new PatientLogs(client, patience)
          .read(
              jobId,
              "",
              new LogRequest(id, false, true),
              line -> print(line, line.isError() ? err : out));
    } catch (CommandFailure | ClientException.Unreachable _) {
      // Whoever waits for the job is told the same.
    } catch (ClientException e) {
      context.err().printf("Warning: the output of partition %d: %s%n", of, e.text());
    }
    synchronized (printing) {
      out.end();
      err.end();
    }
  }

  private void print(LogLine line, Lines lines) {
    synchronized (printing) {
      if (numbered) {
        lines.take(line.text());
      } else {
        JobLogsCommand.print(context, line);
      }
    }
  }

  /** Leaves off reading. */
  @Override
  public void close() {
    patience.end();
    readers.shutdownNow();
  }

  /** Prints an output that comes in pieces as whole lines with something before each. */
  static final class Lines {
    /** A line that is longer is printed as several. */
    static final int MAX_CHARACTERS = 64 * 1024;

    private final PrintStream stream;
    private final String prefix;
    private final StringBuilder line = new StringBuilder();

    Lines(PrintStream stream, String prefix) {
      this.stream = stream;
      this.prefix = prefix;
    }

    void take(String text) {
      StringBuilder whole = new StringBuilder();
      int from = 0;
      for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        line.append(text, from, end);
        whole.append(prefix).append(line).append('\n');
        line.setLength(0);
        from = end + 1;
      }
      line.append(text, from, text.length());
      if (line.length() > MAX_CHARACTERS) {
        whole.append(prefix).append(line).append('\n');
        line.setLength(0);
      }
      stream.print(whole);
      stream.flush();
    }

    /** The last line need not have an end of its own. */
    void end() {
      if (!line.isEmpty()) {
        take("\n");
      }
    }
  }
}
