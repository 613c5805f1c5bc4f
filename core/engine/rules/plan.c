#include "engine/rules/plan.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A layer while the plan is being made. */
typedef struct draft {
  st_str name;
  uint32_t writers, schema; /* how many; the rule that says its fields, or ST_NONE */
  bool placed;
} draft;

typedef struct planner {
  const st_rule *rules;
  uint32_t count;
  bool *live; /* rules still in */
  draft *drafts;
  uint32_t draft_count;
  st_arena *arena;
  st_plan *plan;
  bool nomem;
} planner;

static void fault(planner *p, uint32_t rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The rule is out; the first thing said of it is what its author has to mend first. Takes the text
 * and closes it. */
static void take_fault(planner *p, uint32_t rule, st_buf *text) {
  st_str message = {0};
  if (!text->bad) message = st_arena_str(p->arena, (st_str){text->p, text->n});
  st_buf_close(text);
  if (!message.p)
    p->nomem = true;
  else if (p->live[rule])
    p->plan->faults[p->plan->fault_count++] = (st_plan_fault){rule, message};
  p->live[rule] = false;
}

static void fault(planner *p, uint32_t rule, const char *format, ...) {
  st_buf text = {0};
  st_buf_addf(&text, "%.*s:%u: ", (int)p->rules[rule].file.n, p->rules[rule].file.p,
              p->rules[rule].line);
  va_list args;
  va_start(args, format);
  st_buf_addv(&text, format, args);
  va_end(args);
  take_fault(p, rule, &text);
}

static draft *find_draft(planner *p, st_str name) {
  for (uint32_t i = 0; i < p->draft_count; i++)
    if (st_str_equal(p->drafts[i].name, name)) return &p->drafts[i];
  return NULL;
}

static st_str nearest(planner *p, st_str name) {
  st_str best = {0};
  uint32_t least = name.n < 4 ? 2 : 3;
  for (uint32_t i = 0; i < p->draft_count; i++) {
    uint32_t d = p->drafts[i].writers ? st_str_distance(name, p->drafts[i].name) : least;
    if (d < least) {
      least = d;
      best = p->drafts[i].name;
    }
  }
  return best;
}

/* Counts writers anew and finds who says the fields of each layer. */
static void find_layers(planner *p) {
  p->draft_count = 0;
  for (uint32_t i = 0; i < p->count; i++) {
    const st_rule *r = &p->rules[i];
    if (r->kind == ST_RULE_COMPARE || !r->writes.n) continue;
    draft *d = find_draft(p, r->writes);
    if (!d) {
      d = &p->drafts[p->draft_count++];
      *d = (draft){.name = r->writes, .schema = ST_NONE};
    }
    if (!p->live[i]) continue;
    if (r->kind == ST_RULE_EXTRACT) d->writers++;
    if (!r->has_schema) continue;
    if (d->schema == ST_NONE)
      d->schema = i;
    else if (p->rules[d->schema].kind != ST_RULE_LAYER && r->kind == ST_RULE_LAYER)
      d->schema = i;
  }
}

static bool same_fields(const st_rule *a, const st_rule *b) {
  bool same = a->field_count == b->field_count && a->overlap == b->overlap;
  for (uint32_t i = 0; same && i < a->field_count; i++)
    same = a->fields[i].type == b->fields[i].type &&
           st_str_equal(a->fields[i].name, b->fields[i].name) &&
           st_str_equal(st_rule_values(a, i), st_rule_values(b, i));
  return same;
}

static void check_schemas(planner *p) {
  for (uint32_t i = 0; i < p->count; i++) {
    const st_rule *r = &p->rules[i];
    if (!p->live[i] || r->kind != ST_RULE_EXTRACT) continue;
    const draft *d = find_draft(p, r->writes);
    if (d->schema == ST_NONE)
      fault(p, i,
            "nothing says which fields layer '%.*s' has; give `fields`, or write "
            "rules/layer/%.*s.lua",
            (int)r->writes.n, r->writes.p, (int)r->writes.n, r->writes.p);
    else if (r->has_schema && d->schema != i && !same_fields(r, &p->rules[d->schema]))
      fault(p, i,
            "layer '%.*s' has other fields in %.*s:%u; say them once, in rules/layer/%.*s.lua",
            (int)r->writes.n, r->writes.p, (int)p->rules[d->schema].file.n,
            p->rules[d->schema].file.p, p->rules[d->schema].line, (int)r->writes.n, r->writes.p);
  }
}

/* Most rules are called as the layer that they write: of one that does not load nothing else is
 * known. */
static const st_rule *broken_writer(const planner *p, st_str layer) {
  const st_str folder = st_cstr("extract/");
  for (uint32_t i = 0; i < p->count; i++) {
    st_str name = p->rules[i].name;
    if (p->rules[i].error.n && name.n == folder.n + layer.n && st_str_starts(name, folder) &&
        memcmp(name.p + folder.n, layer.p, layer.n) == 0)
      return &p->rules[i];
  }
  return NULL;
}

static bool check_read(planner *p, uint32_t i, st_str layer) {
  const draft *d = find_draft(p, layer);
  if (d && d->writers) return true;
  st_str near = d ? (st_str){0} : nearest(p, layer);
  const st_rule *broken = broken_writer(p, layer);
  if (broken)
    fault(p, i, "reads layer '%.*s'; %.*s, which may write it, does not load", (int)layer.n, layer.p,
          (int)broken->name.n, broken->name.p);
  else if (d)
    fault(p, i, "reads layer '%.*s', which no rule that loads writes", (int)layer.n, layer.p);
  else if (near.n)
    fault(p, i, "nobody writes layer '%.*s'; did you mean '%.*s'?", (int)layer.n, layer.p,
          (int)near.n, near.p);
  else
    fault(p, i, "nobody writes layer '%.*s'", (int)layer.n, layer.p);
  return false;
}

static bool has_field(const st_rule *schema, st_str field) {
  for (uint32_t i = 0; i < schema->field_count; i++)
    if (st_str_equal(schema->fields[i].name, field)) return true;
  return false;
}

static st_str nearest_field(const st_rule *schema, st_str field) {
  st_str best = {0};
  uint32_t least = field.n < 4 ? 2 : 3;
  for (uint32_t i = 0; i < schema->field_count; i++) {
    uint32_t d = st_str_distance(field, schema->fields[i].name);
    if (d < least) {
      least = d;
      best = schema->fields[i].name;
    }
  }
  return best;
}

/* Whether the field can have the value; *near is what else may have been meant. */
static bool has_value(st_str values, st_str value, st_str *near) {
  uint32_t least = value.n < 4 ? 2 : 3;
  bool any = !values.n;
  *near = (st_str){0};
  for (st_str each; st_rule_next_value(&values, &each);) {
    uint32_t d = st_str_distance(value, each);
    any = any || st_str_equal(value, each);
    if (d >= least) continue;
    least = d;
    *near = each;
  }
  return any;
}

/* What a pattern asks of a field has to be one of the values that it may have. */
static bool check_value(planner *p, uint32_t i, const st_ask *ask) {
  const draft *d = find_draft(p, ask->layer);
  const st_rule *schema = d && d->schema != ST_NONE ? &p->rules[d->schema] : NULL;
  st_str near;
  if (!schema || !ask->value.n) return true;
  for (uint32_t f = 0; f < schema->field_count; f++) {
    if (!st_str_equal(schema->fields[f].name, ask->field)) continue;
    if (has_value(st_rule_values(schema, f), ask->value, &near)) return true;
    st_buf text = {0};
    st_buf_addf(&text, "%.*s: '%.*s' of layer '%.*s' is never '%.*s'", (int)ask->place.n,
                ask->place.p, (int)ask->field.n, ask->field.p, (int)ask->layer.n, ask->layer.p,
                (int)ask->value.n, ask->value.p);
    if (near.n) st_buf_addf(&text, "; did you mean '%.*s'?", (int)near.n, near.p);
    take_fault(p, i, &text);
    return false;
  }
  return true;
}

/* What a pattern asks of a layer's annotations has to be a field of theirs. */
static bool check_ask(planner *p, uint32_t i, const st_ask *ask) {
  const draft *d = find_draft(p, ask->layer);
  if (!ask->field.n || !d || d->schema == ST_NONE || has_field(&p->rules[d->schema], ask->field)) return true;
  st_str near = nearest_field(&p->rules[d->schema], ask->field);
  st_buf text = {0};
  st_buf_addf(&text, "%.*s: layer '%.*s' has no field '%.*s'", (int)ask->place.n, ask->place.p,
              (int)ask->layer.n, ask->layer.p, (int)ask->field.n, ask->field.p);
  if (near.n) st_buf_addf(&text, "; did you mean '%.*s'?", (int)near.n, near.p);
  take_fault(p, i, &text);
  return false;
}

/* --- what a field is taken from; bind/runner_take.c takes it --- */

static bool is_text(uint8_t base) {
  return base == ST_STRING || base == ST_TIME || base == ST_ENTITY;
}

static bool gives(uint8_t from, uint8_t to) {
  from &= (uint8_t)~ST_LIST;
  to &= (uint8_t)~ST_LIST;
  if (from == to || (is_text(from) && is_text(to)) || to == ST_REF) return true;
  if (from == ST_NUMBER && to == ST_INTERVAL) return true;
  return (from == ST_NUMBER || from == ST_SPAN) && is_text(to);
}

static const char *type_in_words(uint8_t type) {
  switch (type & ~ST_LIST) {
  case ST_SPAN: return "span";
  case ST_NUMBER: return "number";
  case ST_INTERVAL: return "interval";
  case ST_TIME: return "time";
  case ST_ENTITY: return "entity";
  case ST_REF: return "ref";
  default: return "string";
  }
}

static const char *article_of(const char *word) { return strchr("aei", *word) ? "an" : "a"; }

static const st_field *field_called(const st_rule *schema, st_str name) {
  for (uint32_t i = 0; i < schema->field_count; i++)
    if (st_str_equal(schema->fields[i].name, name)) return &schema->fields[i];
  return NULL;
}

/* The field that is meant: the one asked for, or what the layer holds above all. */
static const st_field *meant(const st_rule *schema, const st_ask *ask) {
  const st_field *field = field_called(schema, ask->field.n ? ask->field : ask->as);
  return field || ask->field.n ? field : field_called(schema, st_cstr("value"));
}

/* Whoever asks for an interval by its field's name may have its number without the hedge. */
static bool gives_asked(uint8_t from, uint8_t to) {
  return gives(from, to) ||
         ((from & ~ST_LIST) == ST_INTERVAL && (to & ~ST_LIST) == ST_NUMBER);
}

static bool can_take(const st_rule *schema, const st_ask *ask) {
  if (ask->field.n) {
    const st_field *field = field_called(schema, ask->field);
    return !field || gives_asked(field->type, ask->type);
  }
  for (uint32_t i = 0; i < schema->field_count; i++)
    if ((schema->fields[i].type & ~ST_LIST) == (ask->type & ~ST_LIST)) return true;
  return (ask->type & ~ST_LIST) == ST_REF;
}

/* A rule's own field has to be of a type that the layer's annotations can give. */
static bool check_taken(planner *p, uint32_t i, const st_ask *ask) {
  const draft *d = find_draft(p, ask->layer);
  if (!ask->type || !d || d->schema == ST_NONE || can_take(&p->rules[d->schema], ask)) return true;
  const st_field *from = meant(&p->rules[d->schema], ask);
  const char *own = type_in_words(ask->type);
  st_buf text = {0};
  st_buf_addf(&text, "%.*s: field '%.*s' is %s %s, and layer '%.*s' gives none",
              (int)ask->place.n, ask->place.p, (int)ask->as.n, ask->as.p, article_of(own), own,
              (int)ask->layer.n, ask->layer.p);
  if (from) {
    const char *type = type_in_words(from->type);
    st_buf_addf(&text, "; its '%.*s' is %s %s: write %.*s = \"%s\"", (int)from->name.n,
                from->name.p, article_of(type), type, (int)ask->as.n, ask->as.p, type);
    if (gives_asked(from->type, ask->type))
      st_buf_addf(&text, ", or :get \"%.*s\":as \"%.*s\" for its number without the hedge",
                  (int)from->name.n, from->name.p, (int)ask->as.n, ask->as.p);
  }
  take_fault(p, i, &text);
  return false;
}

/* A rule that is out may leave others without what they read: again until nothing changes. */
static void check_reads(planner *p) {
  for (bool changed = true; changed && !p->nomem;) {
    changed = false;
    find_layers(p);
    for (uint32_t i = 0; i < p->count; i++)
      for (uint32_t k = 0; p->live[i] && k < p->rules[i].read_count; k++)
        if (!check_read(p, i, p->rules[i].reads[k])) changed = true;
    for (uint32_t i = 0; i < p->count; i++)
      for (uint32_t k = 0; p->live[i] && k < p->rules[i].ask_count; k++)
        if (!check_ask(p, i, &p->rules[i].asks[k]) || !check_value(p, i, &p->rules[i].asks[k]) ||
            !check_taken(p, i, &p->rules[i].asks[k]))
          changed = true;
  }
}

static st_str block_name(void) { return st_cstr("block"); }

/* The layers that a layer's writers read, as a list of drafts without repeats, block first. */
static uint32_t reads_of(planner *p, const draft *d, const draft **list) {
  uint32_t n = 0;
  draft *block = find_draft(p, block_name());
  if (block && block != d && block->writers) list[n++] = block;
  for (uint32_t i = 0; i < p->count; i++) {
    const st_rule *r = &p->rules[i];
    if (!p->live[i] || r->kind != ST_RULE_EXTRACT || !st_str_equal(r->writes, d->name)) continue;
    for (uint32_t k = 0; k < r->read_count; k++) {
      const draft *read = find_draft(p, r->reads[k]);
      uint32_t at = 0;
      while (at < n && list[at] != read) at++;
      if (at == n) list[n++] = read;
    }
  }
  return n;
}

static bool ready(planner *p, const draft *d, const draft **list) {
  uint32_t n = reads_of(p, d, list);
  for (uint32_t i = 0; i < n; i++)
    if (!list[i]->placed) return false;
  return true;
}

static uint32_t *writers_of(planner *p, const draft *d, uint32_t *count) {
  uint32_t *list = st_arena_get(p->arena, (d->writers ? d->writers : 1) * sizeof *list);
  *count = 0;
  for (uint32_t i = 0; list && i < p->count; i++)
    if (p->live[i] && p->rules[i].kind == ST_RULE_EXTRACT &&
        st_str_equal(p->rules[i].writes, d->name))
      list[(*count)++] = i;
  return list;
}

static void place(planner *p, draft *d, const draft **list) {
  st_plan_layer *l = &p->plan->layers[p->plan->layer_count];
  const st_rule *schema = &p->rules[d->schema];
  uint32_t n = reads_of(p, d, list);
  *l = (st_plan_layer){.name = st_arena_str(p->arena, d->name),
                       .read_count = n}; /* outlives the rules */
  l->schema = (st_schema){l->name, schema->fields, schema->field_count, schema->overlap};
  l->writers = writers_of(p, d, &l->writer_count);
  l->reads = st_arena_get(p->arena, (n ? n : 1) * sizeof *l->reads);
  if (!l->name.p || !l->writers || !l->reads) {
    p->nomem = true;
    return;
  }
  for (uint32_t i = 0; i < n; i++) l->reads[i] = st_plan_find(p->plan, list[i]->name);
  d->placed = true;
  p->plan->layer_count++;
}

/* Next by name of those that can be placed; block roles before all. */
static draft *next_ready(planner *p, const draft **list) {
  draft *best = NULL, *block = find_draft(p, block_name());
  if (block && block->writers && !block->placed && ready(p, block, list)) return block;
  for (uint32_t i = 0; i < p->draft_count; i++) {
    draft *d = &p->drafts[i];
    if (d->placed || !d->writers || (best && st_str_compare(d->name, best->name) > 0)) continue;
    if (ready(p, d, list)) best = d;
  }
  return best;
}

/* The first layer that this one reads and that could not be placed either. */
static const draft *stuck_on(planner *p, const draft *d, const draft **list) {
  uint32_t n = reads_of(p, d, list);
  for (uint32_t i = 0; i < n; i++)
    if (!list[i]->placed) return list[i];
  return d;
}

static const draft *first_stuck(const planner *p) {
  uint32_t i = 0;
  while (!p->drafts[i].writers || p->drafts[i].placed) i++;
  return &p->drafts[i];
}

static void fault_writers(planner *p, st_str layer, const char *circle) {
  for (uint32_t i = 0; i < p->count; i++)
    if (p->live[i] && p->rules[i].kind == ST_RULE_EXTRACT &&
        st_str_equal(p->rules[i].writes, layer))
      fault(p, i, "layers read each other in a circle: %s", circle);
}

/* Following reads from any layer that is stuck leads into a circle; told from its first by name. */
static const draft *enter_circle(planner *p, const draft **list) {
  const draft *on = first_stuck(p);
  for (uint32_t i = 0; i < p->draft_count; i++) on = stuck_on(p, on, list);
  const draft *first = on;
  for (const draft *at = stuck_on(p, on, list); at != on; at = stuck_on(p, at, list))
    if (st_str_compare(at->name, first->name) < 0) first = at;
  return first;
}

static void name_cycle(planner *p, const draft **list) {
  const draft *start = enter_circle(p, list);
  char text[600];
  size_t used = 0;
  const draft *at = start;
  do {
    if (used + 200 < sizeof text)
      used += (size_t)snprintf(text + used, sizeof text - used, "%.*s reads ",
                               (int)(at->name.n < 180 ? at->name.n : 180), at->name.p);
    at = stuck_on(p, at, list);
  } while (at != start);
  snprintf(text + used, sizeof text - used, "%.*s",
           (int)(start->name.n < 180 ? start->name.n : 180), start->name.p);
  do {
    const draft *next = stuck_on(p, at, list);
    fault_writers(p, at->name, text);
    at = next;
  } while (at != start);
}

/* True when all layers have a place. */
static bool order(planner *p, const draft **list) {
  p->plan->layer_count = 0;
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < p->draft_count; i++) {
    p->drafts[i].placed = false;
    wanted += p->drafts[i].writers > 0;
  }
  for (draft *d; !p->nomem && (d = next_ready(p, list));) place(p, d, list);
  if (p->nomem || p->plan->layer_count == wanted) return true;
  name_cycle(p, list);
  return false;
}

static int by_rule(const void *a, const void *b) {
  uint32_t x = ((const st_plan_fault *)a)->rule, y = ((const st_plan_fault *)b)->rule;
  return (x > y) - (x < y);
}

static void list_comparisons(planner *p) {
  for (uint32_t i = 0; i < p->count; i++)
    if (p->live[i] && p->rules[i].kind == ST_RULE_COMPARE)
      p->plan->comparisons[p->plan->comparison_count++] = i;
}

int st_plan_make(const st_rule *rules, uint32_t count, const bool *used, st_arena *arena,
                 st_plan *plan, st_error *e) {
  uint32_t room = count ? count : 1, most_reads = 1;
  *plan = (st_plan){0};
  for (uint32_t i = 0; i < count; i++) most_reads += rules[i].read_count + 1;
  planner p = {.rules = rules, .count = count, .arena = arena, .plan = plan};
  const draft **list = st_arena_get(arena, (most_reads + room) * sizeof(draft *));
  p.live = st_arena_get(arena, room * sizeof *p.live);
  p.drafts = st_arena_get(arena, room * sizeof *p.drafts);
  plan->layers = st_arena_get(arena, room * sizeof *plan->layers);
  plan->comparisons = st_arena_get(arena, room * sizeof *plan->comparisons);
  plan->faults = st_arena_get(arena, room * sizeof *plan->faults);
  if (!list || !p.live || !p.drafts || !plan->layers || !plan->comparisons || !plan->faults)
    return st_nomem(e);
  for (uint32_t i = 0; i < count; i++) p.live[i] = (!used || used[i]) && !rules[i].error.n;
  do {
    find_layers(&p);
    check_schemas(&p);
    check_reads(&p);
  } while (!p.nomem && !order(&p, list));
  list_comparisons(&p);
  if (plan->fault_count) qsort(plan->faults, plan->fault_count, sizeof *plan->faults, by_rule);
  return p.nomem ? st_nomem(e) : ST_OK;
}

uint32_t st_plan_find(const st_plan *plan, st_str layer) {
  for (uint32_t i = 0; i < plan->layer_count; i++)
    if (st_str_equal(plan->layers[i].name, layer)) return i;
  return ST_NONE;
}
