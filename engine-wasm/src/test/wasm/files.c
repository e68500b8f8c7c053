// A program about files, descriptors and links: what its first argument names. One line per step: "<what> ok", "<what>
// <error name>" or "<what> <number>".
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

static const char *name_of(int error) {
  switch (error) {
    case EACCES: return "EACCES";
    case EBADF: return "EBADF";
    case EBUSY: return "EBUSY";
    case EEXIST: return "EEXIST";
    case EILSEQ: return "EILSEQ";
    case EINVAL: return "EINVAL";
    case EISDIR: return "EISDIR";
    case ELOOP: return "ELOOP";
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
  const char *answer = result < 0 ? name_of(errno) : "ok";
  printf("%s %s\n", what, answer);
}

static void raw(const char *what, __wasi_errno_t error) { printf("%s %s\n", what, error ? name_of(error) : "ok"); }

static void number(const char *what, long long value) { printf("%s %lld\n", what, value); }

static int write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file < 0) return -1;
  int written = (int)write(file, text, strlen(text));
  close(file);
  return written;
}

static void print_file(const char *path) {
  char text[4096];
  int file = open(path, O_RDONLY);
  if (file < 0) {
    report(path, -1);
    return;
  }
  ssize_t got = read(file, text, sizeof text);
  close(file);
  printf("%s: %.*s\n", path, (int)got, text);
}

static void append_later(void) {
  write_file("/outputs/log", "first\nsecond\n");
  int file = open("/outputs/log", O_WRONLY);
  FILE *stream = fdopen(file, "a");
  fputs("third", stream);
  report("close", fclose(stream));
  print_file("/outputs/log");
}

static void flags(void) {
  int file = open("/outputs/flags", O_RDWR | O_CREAT, 0666);
  int all[] = {O_APPEND, O_NONBLOCK, O_DSYNC, O_SYNC, O_RSYNC | O_SYNC, O_APPEND | O_SYNC, 0};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    int result = fcntl(file, F_SETFL, all[i]);
    int now = fcntl(file, F_GETFL) & (O_APPEND | O_NONBLOCK | O_DSYNC | O_SYNC | O_RSYNC);
    printf("%s %s\n", result < 0 ? name_of(errno) : "ok", now == all[i] ? "same" : "different");
  }
  number("write", write(file, "12345", 5));
  lseek(file, 0, SEEK_SET);
  fcntl(file, F_SETFL, O_APPEND);
  number("write", write(file, "67", 2));
  fcntl(file, F_SETFL, 0);
  lseek(file, 0, SEEK_SET);
  number("write", write(file, "x", 1));
  close(file);
  print_file("/outputs/flags");
  int synced = open("/outputs/synced", O_WRONLY | O_CREAT | O_SYNC, 0666);
  number("sync-write", write(synced, "s", 1));
  number("sync-flag", (fcntl(synced, F_GETFL) & O_SYNC) != 0);
}

static void position(void) {
  int file = open("/outputs/position", O_RDWR | O_CREAT, 0666);
  write(file, "0123456789", 10);
  ftruncate(file, 4);
  number("after-truncate", lseek(file, 0, SEEK_CUR));
  write(file, "x", 1);
  number("size", lseek(file, 0, SEEK_END));
  int other = open("/outputs/position", O_RDWR);
  ftruncate(other, 0);
  number("after-others-truncate", lseek(file, 0, SEEK_CUR));
  ftruncate(file, 100);
  number("after-growth", lseek(file, 0, SEEK_CUR));
  report("allocate", posix_fallocate(file, 0, 200));
  number("after-allocate", lseek(file, 0, SEEK_CUR));
  number("size", lseek(file, 0, SEEK_END));
}

static void remove_tree(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) {
    report(path, -1);
    return;
  }
  struct dirent *entry;
  char inner[1024];
  int seen = 0;
  while ((entry = readdir(folder))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    seen++;
    snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
    if (entry->d_type == DT_DIR) {
      remove_tree(inner);
    } else if (unlink(inner)) {
      report(inner, -1);
    }
  }
  closedir(folder);
  if (rmdir(path)) printf("%s %s after %d\n", path, name_of(errno), seen);
}

static void remove_one_pass(int folders, int files) {
  char path[256];
  mkdir("/outputs/tree", 0777);
  for (int i = 0; i < folders; i++) {
    snprintf(path, sizeof path, "/outputs/tree/a-folder-with-a-long-name-%04d", i);
    mkdir(path, 0777);
    for (int k = 0; k < files; k++) {
      snprintf(path, sizeof path, "/outputs/tree/a-folder-with-a-long-name-%04d/%d", i, k);
      write_file(path, "x");
    }
  }
  remove_tree("/outputs/tree");
  report("left", access("/outputs/tree", F_OK));
}

static void handles(void) {
  struct timespec times[2] = {{1000, 0}, {2000, 0}};
  struct stat status;
  write_file("/outputs/a", "opened");
  int file = open("/outputs/a", O_RDWR);
  rename("/outputs/a", "/outputs/b");
  write_file("/outputs/a", "new");
  report("futimens", futimens(file, times));
  stat("/outputs/a", &status);
  number("new-file-untouched", status.st_mtim.tv_sec != 2000);
  stat("/outputs/b", &status);
  number("time", status.st_mtim.tv_sec);
  unlink("/outputs/b");
  report("fstat", fstat(file, &status));
  number("links", status.st_nlink);
  number("size", status.st_size);
  number("time", status.st_mtim.tv_sec);

  mkdir("/outputs/folder", 0777);
  int folder = open("/outputs/folder", O_RDONLY | O_DIRECTORY);
  rename("/outputs/folder", "/outputs/moved");
  mkdir("/outputs/folder", 0777);
  report("mkdirat", mkdirat(folder, "made", 0777));
  report("in-moved", access("/outputs/moved/made", F_OK));
  report("in-namesake", access("/outputs/folder/made", F_OK));
  report("futimens-folder", futimens(folder, times));
  stat("/outputs/moved", &status);
  number("time", status.st_mtim.tv_sec);
  unlinkat(folder, "made", AT_REMOVEDIR);
  rmdir("/outputs/moved");
  report("mkdirat-removed", mkdirat(folder, "made", 0777));
  report("openat-up", openat(folder, "..", O_RDONLY));
}

static void rename_edges(void) {
  write_file("/outputs/file", "x");
  mkdir("/outputs/folder", 0777);
  report("file-to-slash", rename("/outputs/file", "/outputs/new/"));
  report("file-to-folder", rename("/outputs/file", "/outputs/folder"));
  report("folder-to-file", rename("/outputs/folder", "/outputs/file"));
  report("folder-to-slash", rename("/outputs/folder/", "/outputs/other/"));
  report("into-itself", rename("/outputs/other", "/outputs/other/inner"));
  report("mount", rename("/outputs/other", "/outputs"));
  report("root", rename("/outputs/other", "/"));
  report("unlink-slash", unlink("/outputs/file/"));
  symlink("other", "/outputs/link");
  report("rmdir-link-slash", rmdir("/outputs/link/"));
  report("unlink-link", unlink("/outputs/link"));
  report("fsync-folder", fsync(open("/outputs", O_RDONLY | O_DIRECTORY)));
  report("fsync-root", fsync(open("/", O_RDONLY | O_DIRECTORY)));
}

static void deepen(void) {
  // Folders of 60 and 20 levels, put into one another: no folder may get deeper than names can be.
  char path[8192] = "/outputs/a";
  for (int i = 0; i < 60; i++) {
    mkdir(path, 0777);
    strcat(path, "/d");
  }
  strcpy(path, "/outputs/b");
  for (int i = 0; i < 20; i++) {
    mkdir(path, 0777);
    strcat(path, "/d");
  }
  report("shallow", rename("/outputs/a", "/outputs/c"));
  report("deep", rename("/outputs/c", path));
}

static void links(void) {
  char text[100];
  struct stat one, two;
  write_file("/outputs/file", "text");
  report("link", link("/outputs/file", "/outputs/second"));
  stat("/outputs/file", &one);
  stat("/outputs/second", &two);
  number("same", one.st_ino == two.st_ino && two.st_nlink == 2);
  report("symlink", symlink("file", "/outputs/link"));
  print_file("/outputs/link");
  number("readlink", readlink("/outputs/link", text, sizeof text));
  lstat("/outputs/link", &one);
  number("is-link", S_ISLNK(one.st_mode));
  report("nofollow", open("/outputs/link", O_RDONLY | O_NOFOLLOW));
  report("dangling", symlink("nothing", "/outputs/dangling"));
  report("open-dangling", open("/outputs/dangling", O_RDONLY));
  report("loop", symlink("loop", "/outputs/loop"));
  report("open-loop", open("/outputs/loop", O_RDONLY));
  report("link-folder", link("/outputs", "/outputs/x"));
  mkdir("/outputs/folder", 0777);
  report("link-own-folder", link("/outputs/folder", "/outputs/x"));
  report("link-slash", link("/outputs/file", "/outputs/x/"));
  report("symlink-slash", symlink("file", "/outputs/x/"));
  report("symlink-absolute", symlink("/outputs/file", "/outputs/x"));
  report("symlink-empty", symlink("", "/outputs/x"));
  report("link-exists", link("/outputs/file", "/outputs/second"));
  report("symlink-exists", symlink("file", "/outputs/second"));
  raw("link-follow", __wasi_path_link(3, 1, "outputs/link", 3, "outputs/x"));
}

static void inodes(const char *path) {
  DIR *folder = opendir(path);
  struct dirent *entry;
  int different = 0, count = 0;
  while ((entry = readdir(folder))) {
    struct stat status;
    if (!strcmp(entry->d_name, "..")) continue;
    count++;
    if (fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) || status.st_ino != entry->d_ino) different++;
  }
  number("entries", count);
  number("different", different);
}

static void read_all(const char *path) {
  // Opens everything by the name that it is listed under.
  DIR *folder = opendir(path);
  struct dirent *entry;
  while ((entry = readdir(folder))) {
    if (entry->d_type == DT_DIR) continue;
    char text[100];
    int file = openat(dirfd(folder), entry->d_name, O_RDONLY);
    ssize_t got = file < 0 ? -1 : read(file, text, sizeof text);
    if (got < 0) {
      report("open", -1);
    } else {
      printf("%s: %.*s\n", entry->d_name, (int)got, text);
    }
    close(file);
  }
}

static void copy_names(const char *from, const char *to) {
  DIR *folder = opendir(from);
  struct dirent *entry;
  int count = 0;
  while ((entry = readdir(folder))) {
    char path[1024];
    if (entry->d_type == DT_DIR) continue;
    snprintf(path, sizeof path, "%s/%s", to, entry->d_name);
    if (write_file(path, "copied") < 0) report("write", -1);
    count++;
  }
  number("copied", count);
}

static void poll_clocks(void) {
  __wasi_subscription_t wanted[3] = {0};
  __wasi_event_t events[3];
  __wasi_size_t got = 0;
  for (int i = 0; i < 3; i++) {
    wanted[i].userdata = (unsigned)i;
    wanted[i].u.tag = __WASI_EVENTTYPE_CLOCK;
    wanted[i].u.u.clock.id = (__wasi_clockid_t)(i == 0 ? 1 : i + 1);
    wanted[i].u.u.clock.timeout = i == 0 ? 3600000000000ULL : 1;
  }
  raw("poll", __wasi_poll_oneoff(wanted, events, 3, &got));
  for (unsigned i = 0; i < got; i++) printf("event %d %s\n", (int)events[i].userdata, events[i].error ? name_of(events[i].error) : "ok");
}

static void take_place(void) {
  // Puts a link to the outside where a second mount lies on the host, and goes on through that mount.
  DIR *folder;
  int count = 0;
  report("move-away", rename("/lent/inner", "/lent/away"));
  report("move-link", rename("/lent/link", "/lent/inner"));
  report("read", open("/second/secret.txt", O_RDONLY));
  report("make", mkdir("/second/made", 0777));
  report("remove", rmdir("/second/inner"));
  folder = opendir("/second");
  for (struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
  number("list", count);
}

static void rights(void) {
  __wasi_fdstat_t status;
  __wasi_fd_t folder, file;
  __wasi_size_t count;
  __wasi_ciovec_t vector = {(const uint8_t *)"x", 1};
  raw("open-folder", __wasi_path_open(3, 0, "outputs", __WASI_OFLAGS_DIRECTORY, 0, 0, 0, &folder));
  (void)!__wasi_fd_fdstat_get(folder, &status);
  number("folder-seek", (status.fs_rights_base & __WASI_RIGHTS_FD_SEEK) != 0);
  number("folder-set-size", (status.fs_rights_base & __WASI_RIGHTS_FD_FILESTAT_SET_SIZE) != 0);
  number("folder-open", (status.fs_rights_base & __WASI_RIGHTS_PATH_OPEN) != 0);
  raw("read-write-folder", __wasi_path_open(3, 0, "outputs", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE, 0, 0, &file));
  raw("open", __wasi_path_open(folder, 0, "rights", __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE, 0, 0, &file));
  raw("write", __wasi_fd_write(file, &vector, 1, &count));
  (void)!__wasi_fd_fdstat_get(file, &status);
  raw("drop", __wasi_fd_fdstat_set_rights(file, status.fs_rights_base & ~__WASI_RIGHTS_FD_WRITE, 0));
  raw("write-dropped", __wasi_fd_write(file, &vector, 1, &count));
  raw("take-again", __wasi_fd_fdstat_set_rights(file, status.fs_rights_base, 0));
  (void)!__wasi_fd_fdstat_get(folder, &status);
  raw("drop-set-size", __wasi_fd_fdstat_set_rights(folder, status.fs_rights_base & ~__WASI_RIGHTS_PATH_FILESTAT_SET_SIZE, status.fs_rights_inheriting));
  raw("truncate", __wasi_path_open(folder, 0, "rights", __WASI_OFLAGS_TRUNC, 0, 0, 0, &file));
  raw("above-folder", __wasi_path_open(folder, 0, "../inputs", 0, 0, 0, 0, &file));
  mkdir("/outputs/a", 0777);
  raw("above-and-back", __wasi_path_open(folder, 0, "a/../../outputs", 0, 0, 0, 0, &file));
  raw("unknown-flag", __wasi_path_open(folder, 0, "rights", 0, 0, 0, 64, &file));
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
#define IS(text) (strcmp(command, text) == 0)
  if (IS("append-later")) append_later();
  else if (IS("flags")) flags();
  else if (IS("position")) position();
  else if (IS("remove-tree")) remove_one_pass(atoi(argv[2]), atoi(argv[3]));
  else if (IS("handles")) handles();
  else if (IS("rename-edges")) rename_edges();
  else if (IS("deepen")) deepen();
  else if (IS("links")) links();
  else if (IS("inodes")) inodes(argv[2]);
  else if (IS("read-all")) read_all(argv[2]);
  else if (IS("copy-names")) copy_names(argv[2], argv[3]);
  else if (IS("poll-clocks")) poll_clocks();
  else if (IS("take-place")) take_place();
  else if (IS("rights")) rights();
  else return 64;
  return 0;
}
