package dev.gadus.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open database file. Safe for use by several threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class Database implements AutoCloseable {
  private Database() {}

  /**
   * Opens a database with {@link Options#defaults()}, and makes it when the file does not exist.
   */
  public static Database open(Path file) {
    return open(file, Options.defaults());
  }

  /** Opens a database. */
  public static Database open(Path file, Options options) {
    throw new UnsupportedOperationException("open " + file + " " + options);
  }

  public Path path() {
    throw new UnsupportedOperationException();
  }

  public boolean isReadOnly() {
    throw new UnsupportedOperationException();
  }

  public int pageSize() {
    throw new UnsupportedOperationException();
  }

  public Transaction beginRead() {
    throw new UnsupportedOperationException();
  }

  public Transaction beginWrite() {
    throw new UnsupportedOperationException();
  }

  public <R extends @Nullable Object, E extends Exception> R view(TransactionFunction<R, E> body)
      throws E {
    throw new UnsupportedOperationException();
  }

  public <R extends @Nullable Object, E extends Exception> R update(TransactionFunction<R, E> body)
      throws E {
    throw new UnsupportedOperationException();
  }

  public <R extends @Nullable Object, E extends Exception> R batch(TransactionFunction<R, E> body)
      throws E {
    throw new UnsupportedOperationException();
  }

  public void sync() {
    throw new UnsupportedOperationException();
  }

  public Statistics statistics() {
    throw new UnsupportedOperationException();
  }

  public void writeSnapshot(OutputStream out) throws IOException {
    throw new UnsupportedOperationException();
  }

  public static void compact(Database source, Database target, long transactionMaxBytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
