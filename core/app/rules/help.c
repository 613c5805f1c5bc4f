/* `stemma rules help`: what rules are given. */
#include "app/commands.h"

#include "bind/doc.h"

int st_cmd_rules_help(st_session *s, int *status, st_error *e) {
  const st_list *arguments = &s->options->arguments;
  uint32_t width = s->term.width < 100 ? (uint32_t)s->term.width : 100;
  (void)status;
  if (s->options->names) return st_doc_names(s->lua, &s->out.buf, e);
  return st_doc_help(s->lua, arguments->count ? arguments->items[0] : NULL, width, &s->out.buf, e);
}
