#include "match/forms.h"

#include "base/alloc.h"
#include "text/token.h"

#include <string.h>

/* Letters are '!' to '~'. A form has few of them, and few ways to leave some out. */
enum { LETTERS = '~' - '!' + 1, PART_ROOM = 32, NODE_ROOM = UINT16_MAX, WAY_ROOM = 200000 };

struct node {
  uint16_t next[LETTERS]; /* 0: none, as the root is no one's next */
  uint16_t form;          /* 1 + the form that ends here */
};

struct st_forms {
  struct node *nodes; /* the root first */
  uint32_t count, room, forms, ways;
  bool begins[256];
};

/* What a form takes in one place. */
struct part {
  char letters[LETTERS];
  uint32_t count;
  bool optional;
};

struct form {
  struct part parts[PART_ROOM];
  uint32_t count;
};

static bool add_node(st_forms *f) {
  if (f->count == f->room) {
    uint32_t room = f->room ? f->room * 2 : 64;
    struct node *nodes = st_grow(f->nodes, room, sizeof *nodes);
    if (!nodes) return false;
    f->nodes = nodes;
    f->room = room;
  }
  memset(&f->nodes[f->count++], 0, sizeof *f->nodes);
  return true;
}

st_forms *st_forms_open(void) {
  st_forms *f = st_calloc(1, sizeof *f);
  if (f && add_node(f)) return f;
  st_forms_close(f);
  return NULL;
}

void st_forms_close(st_forms *f) {
  if (!f) return;
  st_free(f->nodes);
  st_free(f);
}

/* --- reading a pattern --- */

static int not_a_form(st_str pattern, const char *why, st_error *e) {
  return st_fail(e, ST_EUSE, "'%.*s' is no form: %s", (int)pattern.n, pattern.p, why);
}

static bool is_letter(char c) { return c >= '!' && c <= '~' && c != '.'; }

/* The letter at `*at`, escaped or not; what is behind it then. 0 where there is none. */
static char take_letter(st_str pattern, size_t *at) {
  if (*at < pattern.n && pattern.p[*at] == '%') ++*at;
  char c = *at < pattern.n ? pattern.p[(*at)++] : '\0';
  return is_letter(c) ? c : '\0';
}

static void put_letter(struct part *part, char c) {
  if (!memchr(part->letters, c, part->count)) part->letters[part->count++] = c;
}

static int take_set(st_str pattern, size_t *at, struct part *part, st_error *e) {
  while (*at < pattern.n && pattern.p[*at] != ']') {
    char c = take_letter(pattern, at);
    if (!c) return not_a_form(pattern, "a set is of letters", e);
    put_letter(part, c);
  }
  if (!part->count || *at == pattern.n) return not_a_form(pattern, "a set that does not end", e);
  ++*at;
  return ST_OK;
}

static int take_part(st_str pattern, size_t *at, struct part *part, st_error *e) {
  part->count = 0;
  if (pattern.p[*at] == '[') {
    ++*at;
    int status = take_set(pattern, at, part, e);
    if (status) return status;
  } else {
    if (strchr("?]", pattern.p[*at])) return not_a_form(pattern, "a '?' or ']' too many", e);
    char c = take_letter(pattern, at);
    if (!c) return not_a_form(pattern, "it is of letters, without blanks and '.'", e);
    put_letter(part, c);
  }
  part->optional = *at < pattern.n && pattern.p[*at] == '?';
  *at += part->optional;
  return ST_OK;
}

static int read_form(st_str pattern, struct form *form, st_error *e) {
  bool takes = false;
  form->count = 0;
  for (size_t at = 0; at < pattern.n; form->count++) {
    if (form->count == PART_ROOM)
      return st_fail(e, ST_ELIMIT, "a form of more than %d letters: '%.*s'", PART_ROOM,
                     (int)pattern.n, pattern.p);
    struct part *part = &form->parts[form->count];
    int status = take_part(pattern, &at, part, e);
    if (status) return status;
    takes |= !part->optional;
  }
  return takes ? ST_OK : not_a_form(pattern, "it can do without any letter", e);
}

/* --- the tree --- */

/* The node behind `node` by a letter, made where there is none; 0 when there is no room. */
static uint32_t grow_by(st_forms *f, uint32_t node, char letter) {
  int i = letter - '!';
  if (f->nodes[node].next[i]) return f->nodes[node].next[i];
  if (f->count == NODE_ROOM || !add_node(f)) return 0;
  return f->nodes[node].next[i] = (uint16_t)(f->count - 1);
}

/* Adds what is left of a form, from its i-th part on, below a node. */
static int grow(st_forms *f, uint32_t node, const struct form *form, uint32_t i, st_error *e) {
  if (++f->ways > WAY_ROOM) return st_fail(e, ST_ELIMIT, "the forms can be taken in too many ways");
  if (i == form->count) {
    if (!f->nodes[node].form) f->nodes[node].form = (uint16_t)(f->forms + 1);
    return ST_OK;
  }
  const struct part *part = &form->parts[i];
  int status = part->optional ? grow(f, node, form, i + 1, e) : ST_OK;
  for (uint32_t k = 0; !status && k < part->count; k++) {
    uint32_t next = grow_by(f, node, part->letters[k]);
    if (!next && f->count == NODE_ROOM) return st_fail(e, ST_ELIMIT, "the forms are too many");
    status = next ? grow(f, next, form, i + 1, e) : st_nomem(e);
  }
  return status;
}

int st_forms_add(st_forms *f, st_str pattern, st_error *e) {
  struct form form;
  if (f->forms == UINT16_MAX - 1) return st_fail(e, ST_ELIMIT, "the forms are too many");
  int status = read_form(pattern, &form, e);
  if (!status) status = grow(f, 0, &form, 0, e);
  if (status) return status;
  for (int i = 0; i < LETTERS; i++) f->begins['!' + i] = f->nodes[0].next[i] != 0;
  f->forms++;
  return ST_OK;
}

/* --- the walk --- */

const bool *st_forms_begins(const st_forms *f) { return f->begins; }

uint32_t st_forms_longest(const st_forms *f, const char *letters, uint32_t at, uint32_t stop,
                          uint32_t *after) {
  uint32_t node = 0, form = 0;
  while (at < stop && letters[at] >= '!' && letters[at] <= '~') {
    node = f->nodes[node].next[letters[at] - '!'];
    if (!node) break;
    do at++;
    while (at < stop && letters[at] == ST_LETTER_ON);
    if (!f->nodes[node].form) continue;
    form = f->nodes[node].form;
    *after = at;
  }
  return form ? form - 1 : ST_NONE;
}
