// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets many callers share a commit. Whoever comes while no commit is being made becomes the leader:
 * it runs its own function and those that wait in one transaction, commits, and tells the others.
 * Whoever comes meanwhile waits for the next one, so that a lone caller waits for nobody and a
 * crowd shares the wait for the disk.
 *
 * <p>A function that throws without having changed anything has seen a state that the commit makes
 * true; it gets its exception back, and nothing else happens. When it has changed something, the
 * transaction is rolled back, the others run again, and it runs in a transaction of its own.
 */
final class GroupCommit {
  private final Database database;
  private final int maxSize;
  private final Deque<Call> waiting = new ArrayDeque<>();

  /** Who makes the commit that is under way, up to the end of its handlers. */
  private @Nullable Thread leader;

  /** Callers of the last commit; used by its leader and the next. */
  private int lastGroupSize;

  GroupCommit(Database database, int maxSize) {
    this.database = database;
    this.maxSize = maxSize;
  }

  /** One caller's function and what became of it. */
  private static final class Call {
    final TransactionFunction<?, ?> body;
    final Thread thread = Thread.currentThread();
    @Nullable Object result;
    @Nullable Throwable thrown;
    List<Runnable> commitHandlers = List.of();
    boolean changedBeforeThrowing;
    volatile boolean done;
    volatile boolean promoted;

    Call(TransactionFunction<?, ?> body) {
      this.body = body;
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  <R extends @Nullable Object, E extends Exception> R run(TransactionFunction<R, E> body) throws E {
    Call call = new Call(body);
    if (!becomeLeader(call)) {
      awaitTurn(call);
    }
    if (!call.done) {
      lead(call);
    }
    if (call.changedBeforeThrowing) {
      return database.update(body);
    }
    Throwable thrown = call.thrown;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw (E) thrown;
    }
    return (R) call.result;
  }

  private synchronized boolean becomeLeader(Call call) {
    if (leader != null) {
      waiting.add(call);
      return false;
    }
    leader = call.thread;
    return true;
  }

  /** Returns whether this thread is making a commit for others; it would wait for itself. */
  synchronized boolean isLedBy(Thread thread) {
    return leader == thread;
  }

  private void awaitTurn(Call call) {
    boolean interrupted = false;
    try {
      while (!call.done && !call.promoted) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          interrupted = true;
          if (leave(call)) {
            throw database.writeTurn().interruptedWait();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a function back; returns whether no commit has taken it up yet. */
  private synchronized boolean leave(Call call) {
    return waiting.remove(call);
  }

  private void lead(Call own) {
    List<Call> group = new ArrayList<>();
    try {
      Transaction transaction = null;
      try {
        transaction = database.beginWrite();
        group.add(own);
        letOthersCome();
        join(group);
        commit(group, transaction);
      } catch (Throwable e) {
        if (group.isEmpty()) {
          group.add(own);
        }
        for (Call call : group) {
          call.thrown = e;
        }
      } finally {
        if (transaction != null) {
          transaction.close();
        }
      }
    } finally {
      finish(own, group);
    }
  }

  /**
   * Lets those of the last group run who are about to come again, for they have just been woken:
   * else two groups take turns, each half as large as it could be. Goes on for as long as more come
   * each time. Who shared no commit with others gives no way.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on who runs; it only saves commits
  private void letOthersCome() {
    int before = lastGroupSize > 1 ? -1 : Integer.MAX_VALUE;
    int now = waitingCount();
    while (now > before && now + 1 < maxSize) {
      Thread.yield();
      before = now;
      now = waitingCount();
    }
  }

  private synchronized int waitingCount() {
    return waiting.size();
  }

  /** Takes in those who have come while the write lock was not free. */
  private synchronized void join(List<Call> group) {
    while (!waiting.isEmpty() && group.size() < maxSize) {
      group.add(waiting.remove());
    }
    lastGroupSize = group.size();
  }

  private void commit(List<Call> group, Transaction first) {
    Transaction transaction = first;
    while (true) {
      if (runAll(group, transaction)) {
        try {
          transaction.commitBeforeHandlers();
        } finally {
          transaction.close();
        }
        group.forEach(GroupCommit::runCommitHandlers);
        return;
      }
      transaction.rollback();
      // The others in the group were not interrupted.
      transaction = database.beginWriteUninterruptibly();
    }
  }

  /** What a handler throws is for whoever registered it; the commit stands. */
  private static void runCommitHandlers(Call call) {
    try {
      call.commitHandlers.forEach(Runnable::run);
    } catch (Throwable e) {
      call.thrown = e;
    }
  }

  /** Runs the functions; returns false when one of them has spoilt the transaction. */
  private boolean runAll(List<Call> group, Transaction transaction) {
    for (Call call : group) {
      if (call.changedBeforeThrowing) {
        continue;
      }
      call.thrown = null;
      long changesBefore = transaction.pages().changes();
      transaction.setManaged(true);
      try {
        call.result = call.body.apply(transaction);
      } catch (InternalError e) {
        call.thrown = transaction.explain(e);
      } catch (Throwable e) {
        call.thrown = e;
      } finally {
        transaction.setManaged(false);
      }
      Throwable doom = transaction.doom();
      if (doom != null && call.thrown == null) {
        call.thrown = doom;
      }
      List<Runnable> handlers = transaction.takeCommitHandlers();
      call.commitHandlers = call.thrown == null ? handlers : List.of();
      if (call.thrown != null && (doom != null || transaction.pages().changes() != changesBefore)) {
        call.changedBeforeThrowing = true;
        return false;
      }
    }
    return true;
  }

  private void finish(Call own, List<Call> group) {
    Call next;
    synchronized (this) {
      next = waiting.poll();
      leader = next == null ? null : next.thread;
    }
    if (next != null) {
      next.promoted = true;
      LockSupport.unpark(next.thread);
    }
    for (Call call : group) {
      call.done = true;
      if (call != own) {
        LockSupport.unpark(call.thread);
      }
    }
  }
}
