/* What a rule says of itself, as plain data: the main process knows no more of it. */
#ifndef ST_ENGINE_RULE_H
#define ST_ENGINE_RULE_H

#include "base/buf.h"
#include "doc/layer.h"

enum st_rule_kind { ST_RULE_EXTRACT, ST_RULE_COMPARE, ST_RULE_LAYER };

/* What one of its patterns asks of a layer, and where: "FILE:LINE". It has a field (n > 0) that can
 * have a value (n > 0), or one from which the rule's own field `as`, of that type, can be taken, or
 * both. */
typedef struct st_ask {
  st_str layer, field, value, place;
  st_str as;
  uint8_t type; /* 0: nothing is taken */
} st_ask;

typedef struct st_rule {
  st_str name; /* "extract/quotation": its path below the rules' folder, without ".lua" */
  st_str file; /* as shown in messages: "rules/extract/quotation.lua" */
  st_str about;
  enum st_rule_kind kind;
  uint32_t line; /* of the constructor */
  st_str within; /* "sentence", "paragraph", "article" */
  st_str writes; /* n = 0 for comparisons */
  st_str *reads;
  uint32_t read_count;
  st_field *fields; /* of the layer it writes; none where rules/layer/NAME.lua says them */
  st_str *values;   /* by field, see st_rule_values; null: none is closed */
  uint32_t field_count;
  enum st_overlap overlap;
  bool has_schema; /* `fields` and `overlap` are its own */
  st_str *uses;    /* files of the pack that it required or whose lexicon it reads */
  uint32_t use_count;
  st_ask *asks;
  uint32_t ask_count;
  uint32_t example_count;
  st_str error; /* n > 0: it did not load; "FILE:LINE: what; hint" */
  char *fault;  /* owned; not null: it loads and cannot be used, as what it reads is not there */
} st_rule;

void st_rule_encode(const st_rule *rule, st_buf *out);
/* Strings are borrowed from the reader's bytes; arrays are owned: st_rule_close. ST_EINPUT,
 * ST_ENOMEM. */
int st_rule_decode(st_reader *in, st_rule *rule, st_error *e);
void st_rule_close(st_rule *rule);

/* The texts that a field may be, a line each; n = 0: any. */
st_str st_rule_values(const st_rule *rule, uint32_t field);
/* The next of a field's values, cut from `values`; false behind the last. */
bool st_rule_next_value(st_str *values, st_str *value);

/* What is wrong with a rule that is not in use, its examples aside; n = 0 where nothing is. Borrowed.
 */
st_str st_rule_trouble(const st_rule *rule);
/* "does not load" or "is not in use", of a rule with which something is wrong. */
const char *st_rule_state(const st_rule *rule);

#endif
