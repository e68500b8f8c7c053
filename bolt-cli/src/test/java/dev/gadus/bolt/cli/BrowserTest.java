// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.cli.Key.Named;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys do to the screen of the browser, without a terminal. */
final class BrowserTest {
  private static final int ROWS = 8;

  @TempDir Path folder;

  private Database database;
  private Transaction transaction;
  private Browser browser;
  private boolean keyPressed;

  @BeforeEach
  void open() {
    Path file = folder.resolve("some.db");
    try (Database writable = Database.open(file)) {
      writable.update(writing -> {
        Bucket jobs = writing.createBucket(bytes("job"));
        for (int i = 0; i < 100; i++) {
          jobs.put(bytes("j-%03d".formatted(i)), bytes("{\"ID\":%d,\"Name\":\"n\"}".formatted(i)));
        }
        Bucket odd = writing.createBucket(bytes("odd"));
        odd.put(new byte[] {(byte) 0xff, 0}, new byte[] {(byte) 0xfe, 'a'});
        odd.put(bytes("long"), new byte[ValueView.MAX_TEXT_BYTES + 1]);
        odd.put(bytes("escape"), bytes("\033[31mred\ttab"));
        odd.createBucket(bytes("within")).put(bytes("deep"), bytes("x"));
        writing.createBucket(bytes("empty"));
        return true;
      });
    }
    database = Database.open(file, Options.defaults().readOnly(true));
    transaction = database.beginRead();
    browser =
        new Browser(new TransactionSource(transaction, file, file.toString()), () -> keyPressed);
  }

  @AfterEach
  void close() {
    transaction.close();
    database.close();
  }

  @Test
  void beginsWithTheBucketsAndTheFirstChosen() {
    assertThat(screen()).hasSize(ROWS);
    assertThat(screen().getFirst()).endsWith("some.db   top level");
    assertThat(screen().subList(1, 4)).containsExactly("▸ empty", "▸ job", "▸ odd");
    assertThat(screen().getLast()).contains("?: help", "q: quit");
    assertThat(chosen()).isEqualTo("▸ empty");
  }

  @Test
  void opensBucketsAndValuesAndGoesBack() {
    press(Named.DOWN, Named.ENTER);
    assertThat(screen().getFirst()).endsWith("   job");
    assertThat(chosen()).isEqualTo("  j-000  (19 bytes)");

    press(Named.ENTER);
    assertThat(screen().getFirst()).endsWith("   j-000  (19 bytes)");
    assertThat(screen().subList(1, 5))
        .containsExactly("{", "  \"ID\": 0,", "  \"Name\": \"n\"", "}");

    press(Named.BACKSPACE, Named.LEFT);
    assertThat(screen().getFirst()).endsWith("top level");
    assertThat(chosen()).isEqualTo("▸ job");
    press(Named.ESCAPE);
    assertThat(browser.hasEnded()).isFalse();
  }

  @Test
  void movesThroughMoreKeysThanTheScreenHas() {
    press(Named.DOWN, Named.ENTER, Named.END);
    assertThat(screen().subList(1, 7)).first().asString().contains("j-094");
    assertThat(chosen()).contains("j-099");

    press(Named.DOWN);
    assertThat(chosen()).contains("j-099");
    press(Named.PAGE_UP);
    assertThat(screen().subList(1, 7)).first().asString().contains("j-088");
    press(Named.UP);
    assertThat(chosen()).contains("j-087");
    press(Named.HOME, Named.UP);
    assertThat(chosen()).contains("j-000");
    press(Named.PAGE_DOWN);
    assertThat(chosen()).contains("j-006");
    for (int i = 0; i < 20; i++) {
      press(Named.DOWN);
      assertThat(screen()).hasSize(ROWS);
    }
    assertThat(chosen()).contains("j-026");
    press(Named.END, Named.PAGE_DOWN);
    assertThat(chosen()).contains("j-099");
    press(Named.HOME, Named.PAGE_UP);
    assertThat(chosen()).contains("j-000");
  }

  @Test
  void keepsTheChosenKeyWhenTheWindowChanges() {
    press(Named.DOWN, Named.ENTER, Named.END);
    screen();

    assertThat(chosen(30)).contains("j-099");
    assertThat(browser.screen(30)).hasSize(30);
    assertThat(chosen(4)).contains("j-099");
    assertThat(chosen(2)).contains("j-099");
    assertThat(chosen(200)).contains("j-099");
    assertThat(browser.screen(200).get(1).text()).contains("j-000");
  }

  @Test
  void searchesAndSearchesAgain() {
    press(Named.DOWN, Named.ENTER);
    type("/5");
    assertThat(screen().getLast()).isEqualTo("search: 5▏");
    press(Named.ENTER);
    assertThat(chosen()).contains("j-005");
    type("n");
    assertThat(chosen()).contains("j-015");
    type("/nope");
    press(Named.ENTER);
    assertThat(screen().getLast()).isEqualTo("not found below: nope");
    assertThat(chosen()).contains("j-015");
    press(Named.UP);
    assertThat(screen().getLast()).contains("?: help");
  }

  @Test
  void goesToAKeyOrTheNextOne() {
    press(Named.DOWN, Named.ENTER);
    type("gj-0425x");
    press(Named.BACKSPACE, Named.ENTER);
    assertThat(chosen()).contains("j-043");
    type("gz");
    press(Named.ENTER);
    assertThat(chosen()).contains("j-099");
    type("gj-000");
    press(Named.ESCAPE);
    assertThat(chosen()).contains("j-099");
  }

  @Test
  void aKeyStopsALongSearch() {
    BrowserSource endless = new EndlessKeys();
    browser = new Browser(endless, () -> keyPressed);
    keyPressed = true;
    type("/x");
    press(Named.ENTER);

    assertThat(screen().getLast()).isEqualTo("search stopped after 10000 keys");
  }

  @Test
  void showsBytesAsATableAndReadsOnlyWhatIsShown() {
    press(Named.DOWN, Named.DOWN, Named.ENTER, Named.DOWN, Named.ENTER);
    assertThat(screen().getFirst()).endsWith("   long  (1048577 bytes)");
    assertThat(screen().get(1)).startsWith("00000000  00 00").endsWith("|................|");
    assertThat(screen().getLast()).contains("too long to be shown as text");
    press(Named.END);
    assertThat(chosen()).startsWith("00100000  00 ").endsWith("|.|");

    press(Named.BACKSPACE, Named.END, Named.ENTER);
    assertThat(screen().getFirst()).contains("ff00  (2 bytes)");
    assertThat(screen().get(1)).startsWith("00000000  fe 61 ").endsWith("|.a|");
  }

  @Test
  void textCannotMoveTheCursorAndCanBeSeenAsBytes() {
    press(Named.DOWN, Named.DOWN, Named.ENTER, Named.ENTER);
    assertThat(screen().get(1)).isEqualTo("�[31mred    tab");
    press(Named.RIGHT);
    assertThat(screen().get(1)).isEqualTo("    tab");
    type("v");
    assertThat(screen().get(1)).startsWith("00000000  1b 5b 33 31");
    press(Named.TAB);
    assertThat(screen().get(1)).isEqualTo("�[31mred    tab");
  }

  @Test
  void anEmptyBucketAndABucketInABucketAreShown() {
    press(Named.ENTER, Named.DOWN, Named.UP, Named.PAGE_DOWN, Named.PAGE_UP, Named.END);
    press(Named.HOME, Named.ENTER);
    assertThat(screen().getLast()).startsWith("empty");
    type("p");
    assertThat(screen().getLast()).isEqualTo("this bucket is stored in its parent's page");

    press(Named.LEFT, Named.END, Named.ENTER, Named.DOWN, Named.DOWN, Named.ENTER);
    assertThat(screen().getFirst()).endsWith("odd / within");
    assertThat(chosen()).isEqualTo("  deep  (1 byte)");
  }

  @Test
  void followsPagesFromTheMetaPageDownAndBack() {
    type("m");
    assertThat(screen().subList(1, 3)).containsExactly("Page ID:    0", "Page Type:  meta");
    press(Named.ENTER);
    assertThat(screen().getLast()).startsWith("this line leads nowhere");
    String root = find("Root:");
    press(Named.ENTER);
    assertThat(screen().getFirst()).endsWith("page " + root.replaceAll(".*page ", ""));
    assertThat(screen().get(2)).startsWith("Page Type:  leaf");
    find("job  bucket, page ");
    press(Named.ENTER);
    assertThat(screen().get(1)).startsWith("Page ID:");
    press(Named.BACKSPACE, Named.BACKSPACE);
    assertThat(screen().getFirst()).endsWith("page 0");
    type("]");
    assertThat(screen().getFirst()).endsWith("page 1");
    type("[[");
    assertThat(screen().getFirst()).endsWith("page 0");
    type("g99999");
    press(Named.ENTER);
    assertThat(screen().get(1)).isEqualTo("page 99999 cannot be read: EOF");
    type("gx");
    press(Named.ENTER);
    assertThat(screen().getLast()).isEqualTo("not the number of a page: x");
  }

  @Test
  void helpNamesTheKeysAndQEnds() {
    type("?");
    assertThat(String.join("\n", texts(50)))
        .contains("search for a key", "q ctrl-c", "the page before");
    type("q");
    assertThat(browser.hasEnded()).isFalse();
    type("q");
    assertThat(browser.hasEnded()).isTrue();
  }

  @Test
  void everyFixtureCanBeWalkedThroughAndNoDamageEndsIt() throws Exception {
    try (var files = java.nio.file.Files.list(Run.FIXTURES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".db")).toList()) {
        walk(file);
      }
    }
  }

  private void walk(Path file) {
    try (Database damaged = Database.open(file, Options.defaults().readOnly(true));
        Transaction reading = damaged.beginRead()) {
      browser = new Browser(new TransactionSource(reading, file, "damaged"), () -> true);
      List<Key> keys =
          List.of(
              Named.ENTER,
              Named.ENTER,
              Named.END,
              Named.ENTER,
              Named.ESCAPE,
              Named.PAGE_UP,
              Named.UP);
      keys.forEach(this::press);
      type("mp?");
      for (int page = 0; page < 40; page++) {
        type("]");
        keys.forEach(this::press);
        assertThat(screen()).as(file.toString()).hasSize(ROWS);
      }
    } catch (dev.gadus.bolt.BoltException e) {
      // What does not open is the open command's to explain; other tests compare the words.
      assertThat(e.getMessage()).as(file.toString()).isNotBlank();
    }
  }

  private void press(Key... keys) {
    for (Key key : keys) {
      screen();
      browser.press(key);
    }
  }

  private void type(String text) {
    text.codePoints().forEach(codePoint -> press(new Key.Typed(codePoint)));
  }

  /** Moves down to a line that contains a text. */
  private String find(String text) {
    for (int i = 0; i < 30; i++) {
      if (chosen().contains(text)) {
        return chosen();
      }
      press(Named.DOWN);
    }
    throw new AssertionError("no line with " + text + " in " + texts(50));
  }

  private List<String> screen() {
    return texts(ROWS);
  }

  private List<String> texts(int rows) {
    return browser.screen(rows).stream().map(View.Line::text).toList();
  }

  private String chosen() {
    return chosen(ROWS);
  }

  private String chosen(int rows) {
    return browser.screen(rows).stream()
        .filter(View.Line::isChosen)
        .map(View.Line::text)
        .findFirst()
        .orElse("");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
