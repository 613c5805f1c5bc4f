/* A rule drafted from words of a sentence. */
#ifndef ST_APP_RULES_DRAFT_H
#define ST_APP_RULES_DRAFT_H

#include "engine/engine.h"

typedef struct st_draft {
  st_str name;          /* of the rule and of its layer */
  const st_engine *engine; /* has the sentence as an article, settled */
  uint32_t article;
  uint32_t first, last; /* the words, as tokens; half-open */
  bool plain;           /* words and figures only, no layers */
  const st_checked *found; /* what the draft found in its example, or null: as it is meant to */
} st_draft;

/* Appends in words what the words at either end are only a part of; nothing where they are not. */
void st_draft_cut(const st_draft *draft, st_buf *out);
/* Appends the rule's file. */
void st_draft_write(const st_draft *draft, st_buf *out);

#endif
