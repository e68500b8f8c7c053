// Makes, writes and removes through a name that others swap for a link, some number of times. Prints how often it
// worked and how often it was refused.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char folder[512], file[512], made[512];
  long done = 0, refused = 0;
  if (argc < 3) return 64;
  snprintf(folder, sizeof folder, "%s/name", argv[1]);
  snprintf(file, sizeof file, "%s/secret.txt", folder);
  snprintf(made, sizeof made, "%s/made", folder);
  for (long i = 0, n = atol(argv[2]); i < n; i++) {
    int result;
    switch (i % 5) {
      case 0: result = mkdir(made, 0777); break;
      case 1: result = rmdir(made); break;
      case 2: {
        char text[100];
        int open_file = open(file, O_RDONLY);
        result = open_file;
        if (open_file >= 0) {
          ssize_t got = read(open_file, text, sizeof text);
          close(open_file);
          if (got > 0 && memmem(text, (size_t)got, "secret", 6)) {
            puts("READ THE SECRET");
            return 1;
          }
        }
        break;
      }
      case 3: {
        int open_file = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        result = open_file;
        if (open_file >= 0) {
          write(open_file, "harmless", 8);
          close(open_file);
        }
        break;
      }
      default: result = unlink(file);
    }
    if (result < 0) refused++; else done++;
  }
  printf("done %ld refused %ld\n", done, refused);
  return 0;
}
