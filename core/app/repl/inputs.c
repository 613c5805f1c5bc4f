/* What waits to be evaluated, what the evaluator says, its end and its next life. */
#include "app/repl/asks/asks.h"
#include "base/alloc.h"

#include <signal.h>

enum { WAIT_MS = 150 };

/* --- the queue --- */

static void free_input(st_input *i) {
  st_free(i->name);
  st_free(i->text);
  st_free(i);
}

static st_input *take(st_repl *r) {
  st_input *first = r->inputs;
  r->inputs = first->next;
  if (!r->inputs) r->inputs_end = &r->inputs;
  return first;
}

void st_repl_forget_inputs(st_repl *r) {
  while (r->inputs) free_input(take(r));
}

int st_repl_input(st_repl *r, const char *mode, const char *name, st_str text, st_error *e) {
  st_input *i = st_calloc(1, sizeof *i);
  if (!i) return st_nomem(e);
  i->mode = mode;
  i->name = st_strndup(name, strlen(name));
  i->text = st_strndup(text.n ? text.p : "", text.n);
  if (!i->name || !i->text) {
    free_input(i);
    return st_nomem(e);
  }
  *r->inputs_end = i;
  r->inputs_end = &i->next;
  return ST_OK;
}

/* --- giving it work --- */

static void on_wait(uv_timer_t *timer) {
  uv_timer_stop(timer);
  st_terminal_refresh(timer->data);
}

static int give(st_repl *r, const st_input *i, st_error *e) {
  const st_list *given = &r->s->options->script_arguments;
  st_evaluate m = {.serial = ++r->serial,
                   .mode = st_cstr(i->mode),
                   .name = st_cstr(i->name),
                   .text = st_cstr(i->text),
                   .version = r->version,
                   .columns = (uint32_t)(r->line ? r->columns : r->s->term.width),
                   .rows = (uint32_t)(r->line ? r->rows : 0),
                   .color = r->s->term.color};
  st_buf out = {0};
  m.arguments = st_grow(NULL, given->count, sizeof *m.arguments);
  if (!m.arguments) return st_nomem(e);
  for (; m.argument_count < given->count; m.argument_count++)
    m.arguments[m.argument_count] = st_cstr(given->items[m.argument_count]);
  st_talk_evaluate(&out, &m);
  st_free(m.arguments);
  return st_child_send(r->child, &out, e);
}

/* A script ends when all of it has run, but not before it is known that its articles are there. */
static bool is_over(const st_repl *r) {
  const st_options *o = r->s->options;
  uint32_t paths = o->arguments.count - (o->command == ST_CMD_RUN);
  return !r->line && !o->guest && (r->ready || !paths);
}

void st_repl_pump(st_repl *r) {
  if (r->live.stopped || r->busy || !r->child) return;
  if (!r->inputs) {
    if (is_over(r)) st_live_stop(&r->live);
    return;
  }
  st_input *i = take(r);
  r->busy = true;
  r->interrupting = false;
  if (r->line) uv_timer_start(&r->timer, on_wait, WAIT_MS, 0);
  if (give(r, i, &r->trouble) != ST_OK) st_live_stop(&r->live);
  free_input(i);
}

/* --- what it says --- */

/* What would be lost if it died now. */
static void keep_names(st_repl *r, const st_strings *m) {
  st_buf names = {0};
  for (uint32_t i = 0; i < m->count; i++) {
    st_buf_addz(&names, i ? ", " : "");
    st_buf_adds(&names, m->items[i]);
  }
  st_buf_addc(&names, '\0');
  st_free(r->lost);
  r->lost = m->count && !names.bad ? st_strndup(names.p, names.n) : NULL;
  st_buf_close(&names);
}

static void on_done(st_repl *r, const st_strings *m) {
  st_child_drain(r->child);
  st_terminal_output_end(r);
  keep_names(r, m);
  st_repl_say_withheld(r);
  r->busy = r->interrupting = false;
  r->child_answers = true;
  if (!r->line && m->outcome != ST_DONE_WELL) {
    r->status = m->outcome == ST_DONE_INTERRUPTED ? 128 + SIGINT : 2;
    st_repl_forget_inputs(r); /* what follows may rest on what failed */
  }
  st_repl_pump(r);
  if (r->line) st_terminal_refresh(r);
}

/* The terminal is lent from here; all else is answered. */
static void on_ask(st_repl *r, const st_strings *a) {
  st_error e = {0};
  if (!a->count || !st_str_equal(a->items[0], st_cstr("terminal")))
    st_asks_take(r, a);
  else if (a->count < 2 || st_terminal_lend(r, a->items[1], a->number, &e) != ST_OK)
    st_asks_refuse(r, a->number, e.message);
}

static void on_message(void *context, uint8_t kind, st_reader body) {
  st_repl *r = context;
  st_strings m;
  if (st_talk_read(&body, &m) != ST_OK) return;
  if (kind == ST_TALK_ASK)
    on_ask(r, &m);
  else if (kind == ST_TALK_DONE && m.number == r->serial)
    on_done(r, &m);
  else if (kind == ST_TALK_COMPLETED && r->line)
    st_terminal_completed(r, &m);
  st_free(m.items);
}

static void on_output(void *context, st_str text) { st_terminal_output(context, text); }

/* --- its end --- */

static void say_lost(st_repl *r, int signal, int status) {
  st_buf b = {0};
  st_buf_addz(&b, "the evaluator ");
  if (r->interrupting)
    st_buf_addz(&b, "was stopped");
  else if (signal)
    st_buf_addf(&b, "crashed (%s)", strsignal(signal));
  else
    st_buf_addf(&b, "ended (exit status %d)", status);
  st_buf_addz(&b, " and starts anew; ");
  if (r->lost)
    st_buf_addf(&b, "lost: %s, and the results _, _1, …", r->lost);
  else
    st_buf_addz(&b, "nothing but the results _, _1, … was lost");
  st_repl_say(r, st_str_of(b.p, b.n));
  st_buf_close(&b);
}

static void on_gone(void *context, int signal, int status) {
  st_repl *r = context;
  bool again = r->line && r->child_answers;
  st_child_drain(r->child);
  st_terminal_output_end(r);
  st_child_close(r->child);
  r->child = NULL;
  st_asks_forget(r);
  if (again) {
    say_lost(r, signal, status);
    r->child_answers = false; /* one that does not start is not started over and over */
  } else if (!r->live.stopped) {
    st_fail(&r->trouble, ST_EIO, "the evaluator ended (%s %d)", signal ? "signal" : "exit status",
            signal ? signal : status);
    if (!r->line && !signal) { /* a script that says os.exit */
      r->trouble = (st_error){0};
      r->status = status;
    }
  }
  st_free(r->lost);
  r->lost = NULL;
  r->busy = r->interrupting = false;
  if (!again || st_repl_start_child(r, &r->trouble) != ST_OK) {
    st_live_stop(&r->live);
    return;
  }
  st_repl_pump(r);
  st_terminal_refresh(r);
}

int st_repl_start_child(st_repl *r, st_error *e) {
  st_child_options o = {.loop = &r->s->loop,
                        .program = r->s->program,
                        .lua = r->s->lua,
                        .apart = r->line != NULL,
                        .guest = r->s->options->guest,
                        .context = r,
                        .message = on_message,
                        .output = on_output,
                        .gone = on_gone};
  return st_child_open(&o, &r->child, e);
}

void st_repl_interrupt(st_repl *r) {
  if (!r->busy || !r->child) return;
  if (r->interrupting) {
    st_child_kill(r->child);
    return;
  }
  r->interrupting = true;
  st_child_interrupt(r->child);
  st_terminal_refresh(r);
}
