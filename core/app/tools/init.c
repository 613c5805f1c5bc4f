/* `stemma init DIR`: a project of one's own, with rules, articles and what an editor needs. */
#include "app/commands.h"

#include "base/alloc.h"
#include "bind/doc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an editor reads stands in here, and is told of in one line. */
#define STUBS ".stemma/"

typedef struct project {
  char *dir; /* owned; without a slash behind it */
  st_buf path, *out;
  uint32_t stubs;
} project;

static const char *path_of(project *p, const char *name) {
  st_buf_clear(&p->path);
  st_buf_addf(&p->path, "%s/%s", p->dir, name);
  st_buf_addc(&p->path, '\0');
  return p->path.bad ? NULL : p->path.p;
}

static int check_one(void *context, const char *name, st_str text, st_error *e) {
  project *p = context;
  struct stat s;
  const char *path = path_of(p, name);
  if (!path) return st_nomem(e);
  if (lstat(path, &s) != 0) return ST_OK;
  if (!text.p && stat(path, &s) == 0 && S_ISDIR(s.st_mode)) return ST_OK;
  return st_fail(e, ST_EUSE, "'%s' is there already, and nothing is overwritten; name a new folder",
                 path);
}

static int make_folder(const char *path, st_error *e) {
  if (mkdir(path, 0777) == 0 || errno == EEXIST) return ST_OK;
  return st_fail(e, ST_EIO, "%s: cannot be made: %s", path, strerror(errno));
}

static int write_all(int fd, st_str text) {
  while (text.n > 0) {
    ssize_t n = write(fd, text.p, text.n);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    text = (st_str){text.p + n, text.n - (size_t)n};
  }
  return 0;
}

static int write_file(const char *path, st_str text, st_error *e) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  int why = fd < 0 ? errno : write_all(fd, text);
  if (fd >= 0 && close(fd) != 0 && !why) why = errno;
  return why ? st_fail(e, ST_EIO, "%s: cannot be written: %s", path, strerror(why)) : ST_OK;
}

static int make_one(void *context, const char *name, st_str text, st_error *e) {
  project *p = context;
  const char *path = path_of(p, name);
  if (!path) return st_nomem(e);
  if (!text.p) return make_folder(path, e);
  int rc = write_file(path, text, e);
  if (rc) return rc;
  if (!strncmp(name, STUBS, strlen(STUBS)))
    p->stubs++;
  else
    st_buf_addf(p->out, "wrote %s\n", path);
  return ST_OK;
}

/* The folder itself, with those above it. */
static int make_dir(project *p, st_error *e) {
  for (const char *at = p->dir; at; at = strchr(at + 1, '/')) {
    if (at == p->dir) continue;
    st_buf_clear(&p->path);
    st_buf_add(&p->path, p->dir, (size_t)(at - p->dir));
    st_buf_addc(&p->path, '\0');
    if (p->path.bad) return st_nomem(e);
    int rc = make_folder(p->path.p, e);
    if (rc) return rc;
  }
  return make_folder(p->dir, e);
}

static void tell(const project *p) {
  st_buf_addf(p->out, "wrote %s/" STUBS ", %u files for lua-language-server\n\n", p->dir, p->stubs);
  st_buf_addf(p->out, "next: stemma --rules %s/rules %s/news\n", p->dir, p->dir);
  st_buf_addf(p->out, "      stemma rules test --rules %s/rules called_off\n", p->dir);
  st_buf_addf(p->out, "      edit %s/rules/extract/called_off.lua\n", p->dir);
}

int st_cmd_init(st_session *s, int *status, st_error *e) {
  const char *said = s->options->arguments.items[0];
  size_t n = strlen(said);
  while (n > 1 && said[n - 1] == '/') n--;
  project p = {.dir = st_strndup(said, n), .out = &s->out.buf};
  (void)status;
  int rc = p.dir ? st_doc_project(s->lua, check_one, &p, e) : st_nomem(e);
  if (!rc) rc = make_dir(&p, e);
  if (!rc) rc = st_doc_project(s->lua, make_one, &p, e);
  if (!rc && !s->options->quiet) tell(&p);
  st_buf_close(&p.path);
  st_free(p.dir);
  return rc;
}
