/* A program for tests that does what its arguments say, one word after another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What is stored here is used, as far as the compiler can tell. */
static char *volatile last;

static void grow(void) {
  for (;;) {
    char *block = last = malloc(1 << 20);
    if (block == NULL) {
      fputs("no more memory\n", stderr);
      abort();
    }
    memset(block, 1, 1 << 20);
  }
}

static void copy(const char *from, const char *to) {
  FILE *in = fopen(from, "rb");
  FILE *out = fopen(to, "wb");
  int c;
  if (in == NULL || out == NULL) {
    perror(in == NULL ? from : to);
    exit(9);
  }
  while ((c = fgetc(in)) != EOF) fputc(c, out);
  fclose(in);
  fclose(out);
}

int main(int count, char **words) {
  for (int i = 1; i < count; i++) {
    const char *word = words[i];
    if (strcmp(word, "print") == 0) {
      puts(words[++i]);
    } else if (strcmp(word, "complain") == 0) {
      fprintf(stderr, "%s\n", words[++i]);
    } else if (strcmp(word, "repeat") == 0) {
      for (int n = atoi(words[++i]); n > 0; n--) printf("line %d\n", n);
    } else if (strcmp(word, "variable") == 0) {
      const char *value = getenv(words[++i]);
      puts(value == NULL ? "(none)" : value);
    } else if (strcmp(word, "sleep") == 0) {
      int millis = atoi(words[++i]);
      struct timespec pause = {millis / 1000, millis % 1000 * 1000000L};
      nanosleep(&pause, NULL);
    } else if (strcmp(word, "copy") == 0) {
      copy(words[i + 1], words[i + 2]);
      i += 2;
    } else if (strcmp(word, "loop") == 0) {
      for (volatile int n = 0;; n++) {
      }
    } else if (strcmp(word, "grow") == 0) {
      grow();
    } else if (strcmp(word, "return") == 0) {
      return atoi(words[++i]);
    } else {
      fprintf(stderr, "unknown word: %s\n", word);
      return 8;
    }
    fflush(stdout);
  }
  return 0;
}
