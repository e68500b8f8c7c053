// A program that does what its first argument names and prints how it went: the tests' hands inside the sandbox.
// Answers are one line per attempt: "<what> ok" or "<what> <error name>".
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

extern char **environ;

static const char *error_name(int error) {
  switch (error) {
    case EACCES: return "EACCES";
    case EBADF: return "EBADF";
    case EBUSY: return "EBUSY";
    case EEXIST: return "EEXIST";
    case EILSEQ: return "EILSEQ";
    case EINVAL: return "EINVAL";
    case EIO: return "EIO";
    case EISDIR: return "EISDIR";
    case ELOOP: return "ELOOP";
    case EMFILE: return "EMFILE";
    case ENAMETOOLONG: return "ENAMETOOLONG";
    case ENOENT: return "ENOENT";
    case ENOSPC: return "ENOSPC";
    case ENOTCAPABLE: return "ENOTCAPABLE";
    case ENOTDIR: return "ENOTDIR";
    case ENOTEMPTY: return "ENOTEMPTY";
    case ENOTSOCK: return "ENOTSOCK";
    case ENOTSUP: return "ENOTSUP";
    case EPERM: return "EPERM";
    case EROFS: return "EROFS";
    case EXDEV: return "EXDEV";
    default: return "another error";
  }
}

static void report(const char *what, int result) {
  // The name first: printing may change errno.
  const char *answer = result < 0 ? error_name(errno) : "ok";
  printf("%s %s\n", what, answer);
}

static void report_raw(const char *what, __wasi_errno_t error) {
  printf("%s %s\n", what, error ? error_name(error) : "ok");
}

static int write_text(const char *path, int flags, const char *text) {
  int file = open(path, flags, 0666);
  if (file < 0) return -1;
  ssize_t written = write(file, text, strlen(text));
  int error = errno;
  close(file);
  errno = error;
  return written == (ssize_t)strlen(text) ? 0 : -1;
}

static void print_file(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    report("open", -1);
    return;
  }
  char buffer[4096];
  size_t got;
  while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) fwrite(buffer, 1, got, stdout);
  fclose(file);
}

static void list(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) {
    report("opendir", -1);
    return;
  }
  struct dirent *entry;
  while ((entry = readdir(folder))) {
    const char *kind = entry->d_type == DT_DIR ? "/" : entry->d_type == DT_LNK ? "@" : "";
    printf("%s%s\n", entry->d_name, kind);
  }
  closedir(folder);
}

// Every way to change something at a path.
static void attack(const char *path, const char *name) {
  char inner[8192];
  snprintf(inner, sizeof inner, "%s/%s", path, name);
  struct timespec times[2] = {{1, 0}, {1, 0}};
  report("create", write_text(inner, O_WRONLY | O_CREAT, "x"));
  report("create-exclusive", write_text(inner, O_WRONLY | O_CREAT | O_EXCL, "x"));
  report("truncate", open(inner, O_WRONLY | O_TRUNC));
  report("truncate-readonly", open(inner, O_RDONLY | O_TRUNC));
  report("append", write_text(inner, O_WRONLY | O_APPEND, "x"));
  report("read-write", open(inner, O_RDWR));
  report("mkdir", mkdir(strcat(strcpy(inner, path), "/made"), 0777));
  snprintf(inner, sizeof inner, "%s/%s", path, name);
  report("utimes", utimensat(AT_FDCWD, inner, times, 0));
  report("rename-out", rename(inner, "/outputs/stolen"));
  write_text("/outputs/own", O_WRONLY | O_CREAT, "own");
  report("rename-in", rename("/outputs/own", inner));
  report("link-in", link("/outputs/own", strcat(strcpy(inner, path), "/linked")));
  report("symlink-in", symlink("/outputs/own", inner));
  snprintf(inner, sizeof inner, "%s/%s", path, name);
  report("link-out", link(inner, "/outputs/linked"));
  report("unlink", unlink(inner));
  report("rmdir", rmdir(path));
  report("set-size", ({
           int file = open(inner, O_RDONLY);
           int result = file < 0 ? -1 : ftruncate(file, 0);
           result;
         }));
  report("write-to-read-only", ({
           int file = open(inner, O_RDONLY);
           int result = file < 0 ? -1 : (int)write(file, "x", 1);
           result;
         }));
  report("futimes", ({
           int file = open(inner, O_RDONLY);
           int result = file < 0 ? -1 : futimens(file, times);
           result;
         }));
}

static int depth_of(int depth) {
  volatile char frame[64];
  memset((char *)frame, depth, sizeof frame);
  return depth_of(depth + 1) + frame[3];
}

// Paths that wasi-libc would not let through: straight to the system call, with the root folder as descriptor 3.
static void open_raw(const char *path, size_t length, __wasi_oflags_t flags, __wasi_rights_t rights) {
  __wasi_fd_t file;
  uint8_t result[4];
  // The generated wrapper takes a C string; the imported function takes the length.
  extern int32_t raw_path_open(int32_t, int32_t, int32_t, int32_t, int32_t, int64_t, int64_t, int32_t,
                               int32_t) __attribute__((__import_module__("wasi_snapshot_preview1"),
                                                       __import_name__("path_open")));
  (void)file;
  report_raw("open", raw_path_open(3, 1, (int32_t)path, (int32_t)length, flags, rights, 0, 0,
                                   (int32_t)result));
}

static void raw_paths(void) {
  char longest[5000];
  memset(longest, 'a', sizeof longest);
  open_raw("/etc/passwd", 11, 0, 2);
  open_raw("outputs/a\0b", 11, __WASI_OFLAGS_CREAT, 64);
  open_raw("outputs/\xff\xfe", 10, __WASI_OFLAGS_CREAT, 64);
  open_raw(longest, 4097, 0, 2);
  open_raw(longest, 300, 0, 2);
  open_raw("", 0, 0, 2);
  open_raw("..", 2, 0, 2);
  open_raw("outputs/../..", 13, 0, 2);
  open_raw("inputs/../../../../../../etc/passwd", 35, 0, 2);
  open_raw("outputs/..\\..\\evil", 18, __WASI_OFLAGS_CREAT, 64);
}

static void huge_reads(const char *path) {
  // One vector that claims almost 2 GiB: the node must not allocate it.
  int file = open(path, O_RDONLY);
  __wasi_iovec_t vector = {(uint8_t *)16, 0x7fffffff};
  __wasi_size_t got = 0;
  report_raw("read", __wasi_fd_read(file, &vector, 1, &got));
  printf("got %d\n", (int)got);
  report_raw("too-many-vectors", __wasi_fd_read(file, &vector, 1025, &got));
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  const char *path = argc > 2 ? argv[2] : "";
  const char *other = argc > 3 ? argv[3] : "";
  long number = strtol(argc > 3 ? other : path, NULL, 10);
#define IS(name) (strcmp(command, name) == 0)
  if (IS("arguments")) {
    for (int i = 0; i < argc; i++) puts(argv[i]);
  } else if (IS("environment")) {
    for (char **variable = environ; *variable; variable++) puts(*variable);
  } else if (IS("exit")) {
    exit((int)number);
  } else if (IS("abort")) {
    abort();
  } else if (IS("print-both")) {
    fputs("to stdout\n", stdout);
    fputs("to stderr\n", stderr);
  } else if (IS("read")) {
    print_file(path);
  } else if (IS("write")) {
    report("write", write_text(path, O_WRONLY | O_CREAT | O_TRUNC, other));
  } else if (IS("append")) {
    report("append", write_text(path, O_WRONLY | O_CREAT | O_APPEND, other));
    report("append", write_text(path, O_WRONLY | O_CREAT | O_APPEND, other));
  } else if (IS("list")) {
    list(path);
  } else if (IS("stat")) {
    struct stat status;
    int result = stat(path, &status);
    report("stat", result);
    if (result == 0) printf("size %lld\n", (long long)status.st_size);
  } else if (IS("mkdir")) {
    report("mkdir", mkdir(path, 0777));
  } else if (IS("rmdir")) {
    report("rmdir", rmdir(path));
  } else if (IS("unlink")) {
    report("unlink", unlink(path));
  } else if (IS("rename")) {
    report("rename", rename(path, other));
  } else if (IS("symlink")) {
    report("symlink", symlink(path, other));
  } else if (IS("link")) {
    report("link", link(path, other));
  } else if (IS("readlink")) {
    char text[4096];
    ssize_t length = readlink(path, text, sizeof text - 1);
    report("readlink", (int)length);
    if (length >= 0) printf("%.*s\n", (int)length, text);
  } else if (IS("attack")) {
    attack(path, other);
  } else if (IS("raw-paths")) {
    raw_paths();
  } else if (IS("huge-reads")) {
    huge_reads(path);
  } else if (IS("loop")) {
    for (volatile int i = 0;; i++) {
    }
  } else if (IS("loop-of-fills")) {
    char *block = malloc(8 << 20);
    for (;;) memset(block, 7, 8 << 20);
  } else if (IS("loop-of-copies")) {
    char *block = malloc(16 << 20);
    for (;;) memmove(block + 100, block, 8 << 20);
  } else if (IS("loop-of-writes")) {
    for (;;) write_text("/outputs/again", O_WRONLY | O_CREAT | O_TRUNC, "again and again");
  } else if (IS("loop-of-prints")) {
    for (;;) puts("the same line for ever");
  } else if (IS("sleep")) {
    struct timespec time = {number, 0};
    report("sleep", nanosleep(&time, NULL));
  } else if (IS("recurse")) {
    printf("%d\n", depth_of(0));
  } else if (IS("allocate")) {
    for (;;) {
      char *block = malloc(1 << 20);
      if (!block) exit(7);
      memset(block, 1, 1 << 20);
    }
  } else if (IS("allocate-and-cope")) {
    while (malloc(1 << 20)) {
    }
    puts("coped");
  } else if (IS("print-much")) {
    for (long i = 0; i < number; i++) puts("0123456789012345678901234567890123456789012345678901234567890123456789");
  } else if (IS("fill-file")) {
    char block[4096];
    memset(block, 'x', sizeof block);
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    long long total = 0;
    ssize_t written;
    while (total < number && (written = write(file, block, sizeof block)) > 0) total += written;
    if (total < number) {
      report("write", -1);
      printf("wrote %lld\n", total);
      exit(3);
    }
    printf("wrote %lld\n", total);
  } else if (IS("fill-deleted-files")) {
    // The space of a deleted file that is still open is not free.
    for (int i = 0; i < 4; i++) {
      char block[4096] = {1};
      int file = open("/outputs/hidden", O_WRONLY | O_CREAT, 0666);
      for (int k = 0; k < 10; k++) {
        if (write(file, block, sizeof block) < 0) {
          report("write", -1);
          exit(3);
        }
      }
      report("unlink", unlink("/outputs/hidden"));
    }
  } else if (IS("reuse-space")) {
    for (int i = 0; i < 20; i++) {
      char block[4096] = {1};
      int file = open("/outputs/reused", O_WRONLY | O_CREAT | O_TRUNC, 0666);
      for (int k = 0; k < 10; k++) {
        if (write(file, block, sizeof block) < 0) {
          report("write", -1);
          exit(3);
        }
      }
      close(file);
      if (i % 2) unlink("/outputs/reused");
    }
    puts("reused");
  } else if (IS("sparse")) {
    int file = open("/outputs/sparse", O_WRONLY | O_CREAT, 0666);
    report("set-size", ftruncate(file, 1LL << 40));
    report("allocate", posix_fallocate(file, 0, 1LL << 40) ? (errno = ENOSPC, -1) : 0);
    lseek(file, 1LL << 40, SEEK_SET);
    report("write", (int)write(file, "x", 1));
  } else if (IS("many-files")) {
    char name[64];
    for (long i = 0; i < number; i++) {
      snprintf(name, sizeof name, "%s/%ld", path, i);
      int file = open(name, O_WRONLY | O_CREAT, 0666);
      if (file < 0) {
        report("create", -1);
        printf("made %ld\n", i);
        exit(3);
      }
      close(file);
    }
    puts("made all");
  } else if (IS("open-many")) {
    int count = 0;
    while (open(path, O_RDONLY) >= 0) count++;
    report("open", -1);
    printf("opened %d\n", count);
  } else if (IS("deep-folders")) {
    // Relative to the folder made before, so that no single path is long.
    int folder = open("/outputs", O_RDONLY | O_DIRECTORY);
    int depth = 0;
    while (depth < 5000 && mkdirat(folder, "d", 0777) == 0) {
      int next = openat(folder, "d", O_RDONLY | O_DIRECTORY);
      close(folder);
      folder = next;
      depth++;
    }
    report("mkdir", -1);
    printf("made %d\n", depth);
  } else if (IS("sockets")) {
    __wasi_size_t sent;
    __wasi_ciovec_t vector = {(const uint8_t *)"x", 1};
    report_raw("send", __wasi_sock_send(1, &vector, 1, 0, &sent));
    report_raw("send-closed", __wasi_sock_send(99, &vector, 1, 0, &sent));
  } else if (IS("clocks")) {
    struct timespec real, monotonic;
    clock_gettime(CLOCK_REALTIME, &real);
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    printf("%lld %lld\n", (long long)real.tv_sec, (long long)monotonic.tv_nsec);
  } else if (IS("random")) {
    unsigned char bytes[4];
    getentropy(bytes, sizeof bytes);
    printf("%02x%02x%02x%02x\n", bytes[0], bytes[1], bytes[2], bytes[3]);
  } else {
    fprintf(stderr, "unknown command: %s\n", command);
    return 64;
  }
  return 0;
}
