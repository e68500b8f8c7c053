// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.LogLine;
import dev.gadus.client.LogRequest;
import java.util.function.Consumer;

/** Reads the output of executions. When the connection was lost it goes on where it was. */
record PatientLogs(GadusClient client, Patience patience) {
  /** Hands on everything that is wanted, and returns at its end. */
  void read(String job, String namespace, LogRequest request, Consumer<LogLine> lines) {
    Resumed out = new Resumed(text -> lines.accept(new LogLine(text, false)));
    Resumed err = new Resumed(text -> lines.accept(new LogLine(text, true)));
    boolean _ =
        patience.ask(() -> {
          if (patience.isAway()) {
            // A stream that is open and silent does not tell that the node is back.
            String _ = client.alive();
            patience.answered();
          }
          if (!request.tailOnly()) {
            out.begin();
            err.begin();
          }
          client.logs(
              job,
              namespace,
              request,
              line -> {
                patience.answered();
                (line.isError() ? err : out).take(line.text());
              });
          return true;
        });
  }

  /**
   * One of the two outputs, which every connection sends from its start. What was handed on is left
   * out when it begins as before; when it does not, the program was started anew, and all of it is
   * news.
   */
  static final class Resumed {
    /** So much tells one run of a program from another; more is only counted. */
    static final int COMPARED_CHARACTERS = 4096;

    private final Consumer<String> sink;
    private final StringBuilder beginning = new StringBuilder();
    private final StringBuilder held = new StringBuilder();
    private long handedOn;
    private long toSkip;
    private boolean comparing;

    Resumed(Consumer<String> sink) {
      this.sink = sink;
    }

    /** A connection begins. */
    void begin() {
      held.setLength(0);
      toSkip = 0;
      comparing = handedOn > 0;
    }

    void take(String text) {
      String news = text;
      if (comparing) {
        held.append(text);
        int length = Math.min(held.length(), beginning.length());
        boolean same = held.substring(0, length).contentEquals(beginning.substring(0, length));
        if (same && length < beginning.length()) {
          return;
        }
        comparing = false;
        news = held.toString();
        held.setLength(0);
        if (same) {
          toSkip = handedOn;
        } else {
          handedOn = 0;
          beginning.setLength(0);
        }
      }
      int skipped = (int) Math.min(toSkip, news.length());
      toSkip -= skipped;
      handOn(news.substring(skipped));
    }

    private void handOn(String text) {
      if (text.isEmpty()) {
        return;
      }
      int room = COMPARED_CHARACTERS - beginning.length();
      beginning.append(text, 0, Math.clamp(text.length(), 0, room));
      handedOn += text.length();
      sink.accept(text);
    }
  }
}
