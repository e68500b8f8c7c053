// Swaps names in a folder that it shares with others, as fast as it can, until it is stopped: a folder, and a link to
// a folder that somebody else put there.
#include <stdio.h>

int main(int argc, char **argv) {
  char folder[512], link[512], parked[512];
  if (argc < 2) return 64;
  snprintf(folder, sizeof folder, "%s/name", argv[1]);
  snprintf(link, sizeof link, "%s/link", argv[1]);
  snprintf(parked, sizeof parked, "%s/parked", argv[1]);
  for (;;) {
    rename(folder, parked);
    rename(link, folder);
    rename(folder, link);
    rename(parked, folder);
  }
}
