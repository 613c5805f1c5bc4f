/* What the files of this folder share. Functions that may raise a Lua error take the lua_State
 * first; no others raise. Memory that lives across a raise belongs to a userdata. */
#ifndef ST_BIND_BIND_H
#define ST_BIND_BIND_H

#include "base/error.h"
#include "base/str.h"
#include "doc/layer.h"
#include "engine/wire/wire.h"
#include "match/article.h"
#include "match/lexicon.h"
#include "match/program.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* What all states of a process have in common. */
typedef struct st_shared st_shared;

st_shared *st_shared_open(void);    /* owned by the caller; null when memory is out */
void st_shared_close(st_shared *s); /* after the last state */
st_vocab *st_shared_vocab(st_shared *s);
/* A lexicon of this text, made once for all states. The caller owns one reference. */
int st_shared_lexicon(st_shared *s, st_str text, unsigned fold, bool tsv, st_lexicon **out,
                      st_error *e);

/* What sentences hold, for all patterns; null when memory is out. */
st_sieve *st_shared_sieve(st_shared *s);

/* Whether the states have a meter (state.h), and what it was told: see there. */
bool st_shared_metered(const st_shared *s);
void st_shared_set_metered(st_shared *s);

/* Makes the state use `s`, which it borrows. Without, the core module opens one of its own. */
void st_lua_use_shared(lua_State *L, st_shared *s);
st_shared *st_lua_shared(lua_State *L);

/* Compiles a text (never bytecode) like luaL_loadbufferx, once for all states: rules share modules.
 */
int st_lua_compile(lua_State *L, st_str text, const char *name);

/* The module stemma.core. */
int luaopen_stemma_core(lua_State *L);

/* --- errors and arguments --- */

/* Pushes "FILE:LINE: " of the nearest line that is not stemma's own; "" where there is none, as
 * behind an author's tail call. */
void st_lua_push_place(lua_State *L);
/* A message handler: an error in stemma's own code is the author's to mend all the same, and begins
 * with their line. */
int st_lua_name_place(lua_State *L);
/* Raises "FILE:LINE: message" at the nearest line that is not stemma's own, or "message". */
_Noreturn void st_lua_fail(lua_State *L, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Pushes "; did you mean 'NAME'?" of the list of names at the top, or the list, in place of it. */
void st_lua_push_hint(lua_State *L, st_str name);
_Noreturn void st_lua_raise(lua_State *L, const st_error *e);
/* Makes the metatable of a kind of userdata; the methods see the shared state as their upvalue. */
void st_lua_class(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction gc);
/* What luaL_checkudata gives, of a handle that begins with its kind: the text `kind` itself, by which
 * it is known without a look into the registry. No other userdata begins with that address. */
void *st_lua_handle(lua_State *L, int arg, const char *kind);
st_str st_lua_str(lua_State *L, int arg);
/* The same of what is read as UTF-8: raises where it is none. */
st_str st_lua_text(lua_State *L, int arg);
/* For what has to be shown in any case: each byte of the caller's own copy that is not UTF-8 becomes
 * a question mark. */
void st_lua_make_text(char *p, size_t n);
/* Argument `arg`, an index from 1 to `count`, as one from 0. */
uint32_t st_lua_index(lua_State *L, int arg, uint32_t count, const char *what);
void st_lua_push(lua_State *L, st_str s);

/* --- text/words.c: core.fold, core.fold_word, core.stem, core.width, core.split --- */

int st_lua_fold_text(lua_State *L);
int st_lua_fold_word(lua_State *L);
int st_lua_stem(lua_State *L);
int st_lua_width(lua_State *L);
int st_lua_split(lua_State *L);

/* --- articles --- */

/* Pushes a handle on an article, which it shares; `reads` (null: all) names the layers it shows,
 * copied. What is returned lives as long as the value that is pushed. */
typedef struct st_lua_article_handle st_lua_article_handle;
st_lua_article_handle *st_lua_push_article(lua_State *L, st_match_article *a, const st_str *reads,
                                           uint32_t read_count);
/* The article of a handle; raises where it is none, or where its article is gone. */
st_match_article *st_lua_article(lua_State *L, int arg);
/* The same of what is known to be a handle. */
st_match_article *st_lua_article_of(lua_State *L, const st_lua_article_handle *h);
/* From here on the handle says that its article is no longer there. */
void st_lua_end_article(st_lua_article_handle *h);
/* A layer that the handle shows, or null where it is not made; raises for one it does not show. */
const st_layer *st_lua_layer(lua_State *L, int arg, int name);
/* Argument `arg`, the name of a field of the layer. */
uint32_t st_lua_field_arg(lua_State *L, const st_layer *l, int arg);
/* A layer that the article at 1 shows, argument 2, and of argument 3 the annotation, from 0. */
const st_layer *st_lua_annotation_arg(lua_State *L, uint32_t *i);
/* A whole number as an integer; nil for NaN. */
void st_lua_push_number(lua_State *L, double v);
int st_lua_open_article(lua_State *L); /* core.article */
/* fields.c */
int st_lua_value(lua_State *L);  /* article:value */
int st_lua_values(lua_State *L); /* article:values */
int st_lua_read(lua_State *L);   /* article:read */
/* What an annotation has besides its fields, by its name; and pushes it. */
enum st_lua_own { ST_OWN_NOTHING, ST_OWN_TEXT, ST_OWN_ROLE, ST_OWN_RULE };
enum st_lua_own st_lua_own(st_str name);
void st_lua_push_own(lua_State *L, const st_match_article *a, const st_layer *l, uint32_t i,
                     enum st_lua_own own);
/* columns.c */
int st_lua_layer_tokens(lua_State *L); /* article:layer_tokens */
int st_lua_layer_of(lua_State *L);     /* article:layer_of */
int st_lua_layer_values(lua_State *L); /* article:layer_values */
/* seen.c */
int st_lua_sentence_tokens(lua_State *L); /* article:sentence_tokens */
int st_lua_quote_tokens(lua_State *L);    /* article:quote_tokens */
int st_lua_quote_of(lua_State *L);        /* article:quote_of */
/* The first and the last token of a span, from 1; false where it has none. No token before `start`,
 * from 0, is in it: those who know one nearby find it sooner. */
bool st_lua_tokens_in(const st_revision *r, st_span span, uint32_t start, uint32_t *first,
                      uint32_t *last);
/* units.c: adds the methods on tokens, sentences, blocks and quotations to a class. */
void st_lua_add_units(lua_State *L, const char *kind);
/* Pushes a token's folded form in lower case. */
void st_lua_push_low(lua_State *L, st_str token);
/* The same of a token whose number in the vocabulary is `word`; the table at the index `known` has
 * the forms of those that came before, by their numbers. */
void st_lua_push_word(lua_State *L, int known, st_str token, uint32_t word);
int st_lua_list(lua_State *L); /* article:list */
int st_lua_sets_open(lua_State *L); /* core.sets */
void st_lua_push_bounds(lua_State *L); /* core.bounds */
int st_lua_reads(lua_State *L); /* core.reads */

/* --- programs, views, lexicons --- */
int st_lua_program(lua_State *L);
/* The set of roles at `arg`, a table role = true; of nil, what rules see unless they say. */
uint64_t st_lua_roles(lua_State *L, int arg, st_vocab *vocab);
int st_lua_view(lua_State *L);
int st_lua_places(lua_State *L);
int st_lua_stretches(lua_State *L); /* core.stretches */
int st_lua_runner(lua_State *L); /* core.runner */
int st_lua_run(lua_State *L);    /* core.run */
int st_lua_lexicon(lua_State *L);
st_lexicon *st_lua_to_lexicon(lua_State *L, int arg);

/* --- letters.c --- */
int st_lua_letters(lua_State *L);    /* core.letters */
int st_lua_letters_of(lua_State *L); /* article:letters */
int st_lua_letter_places(lua_State *L); /* article:places */
int st_lua_letter_runs(lua_State *L);   /* article:runs */
int st_lua_lettered(lua_State *L);      /* article:lettered */
int st_lua_lettered_sentences(lua_State *L); /* article:lettered_sentences */
int st_lua_clusters(lua_State *L);      /* article:clusters */
/* Pushes what holds the letters of an article's tokens in the alphabet at an index: what is returned
 * lives as long as that value. */
const char *st_lua_push_letters(lua_State *L, int alphabet, st_match_article *a, uint64_t roles);

/* Pushes two tables of the alphabet at an index: by byte its letters as strings, and by word what it
 * stands for. */
void st_lua_alphabet_tables(lua_State *L, int alphabet);
/* By letter, of 256: whether it is one of figures. Lives as long as the alphabet. */
const bool *st_lua_alphabet_figures(lua_State *L, int alphabet);

/* --- written.c --- */
int st_lua_forms(lua_State *L);   /* core.forms */
int st_lua_written(lua_State *L); /* article:written */

/* The fold that a table of names, or several arguments from `arg` on, stand for. */
unsigned st_lua_fold(lua_State *L, int arg);

/* --- what rules put out --- */

/* Pushes an emit that writes at most so many annotations into a builder, which it borrows, as it
 * does the strings: end it before they go. */
typedef struct st_lua_emit_handle st_lua_emit_handle;
st_lua_emit_handle *st_lua_push_emit(lua_State *L, st_match_article *a, st_layer_builder *b,
                                     const st_schema *schema, st_str rule, uint32_t most);
void st_lua_end_emit(st_lua_emit_handle *m);
int st_lua_emit(lua_State *L); /* core.emit */
/* writer.c */
int st_lua_writer(lua_State *L);    /* core.writer */
int st_lua_mark_span(lua_State *L); /* core.mark_span */

/* A layer's fields as Lua writes them: a list of { name, type } or a table name = type. What is
 * returned is the userdata that is pushed; its strings are the table's. */
st_field *st_lua_fields(lua_State *L, int arg, uint32_t *count);
/* "string", or of a list "strings"; static. 0 for an unknown name. */
const char *st_lua_type_name(uint8_t type);
uint8_t st_lua_type(st_str name);

/* --- stories --- */

/* Pushes a story of articles, which it shares; the strings are copied. What is returned lives as
 * long as the value that is pushed. */
typedef struct st_lua_story_handle st_lua_story_handle;
st_lua_story_handle *st_lua_push_story(lua_State *L, st_match_article *const *articles,
                                       uint32_t count, const st_str *outlets, const st_str *reads,
                                       uint32_t read_count);
/* The handles on its articles end with it. */
void st_lua_end_story(st_lua_story_handle *s);
int st_lua_story(lua_State *L); /* core.story */

/* Pushes a sink for findings about the story at `story`. */
void st_lua_push_sink(lua_State *L, int story);
/* What the sink at `arg` has taken, closed findings only; borrowed from it. */
const st_found *st_lua_found(lua_State *L, int arg, uint32_t *count);
/* Pushes the same as plain tables, for examples. */
void st_lua_push_found(lua_State *L, int arg);
int st_lua_sink(lua_State *L); /* core.sink */

int st_lua_align(lua_State *L); /* core.align */
int st_lua_runs(lua_State *L);  /* core.runs */
int st_lua_rough_runs(lua_State *L); /* core.rough_runs, in runs.c */
int st_lua_consonants(lua_State *L); /* core.consonants, in rough.c */
int st_lua_chunks(lua_State *L); /* core.chunks */
int st_lua_order(lua_State *L); /* core.order, in order.c */
int st_lua_counter(lua_State *L); /* core.counter and core.charge, in limits.c */
int st_lua_charge(lua_State *L);
int st_lua_collect(lua_State *L); /* core.collect, in limits.c */

#endif
