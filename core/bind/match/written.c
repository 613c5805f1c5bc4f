/* written: an article in the letters of an alphabet, in which a rule may write letters of its own, and
 * the forms that stand in it. */
#include "bind/state/state.h"

#include "match/forms.h"

#include <ctype.h>
#include <string.h>

static const char *const forms_kind = "stemma.forms", *const written_kind = "stemma.written";

/* Tokens that one instruction of the budget pays for. */
enum { TOKENS = 8 };

/* --- forms --- */

struct forms {
  const char *kind; /* st_lua_handle */
  st_forms *forms;
};

static int close_forms(lua_State *L) {
  struct forms *f = lua_touserdata(L, 1);
  st_forms_close(f->forms);
  f->forms = NULL;
  return 0;
}

/* core.forms { pattern, … } */
int st_lua_forms(lua_State *L) {
  static const luaL_Reg no_methods[] = {{NULL, NULL}};
  st_error e = {0};
  luaL_checktype(L, 1, LUA_TTABLE);
  st_lua_class(L, forms_kind, no_methods, close_forms);
  struct forms *f = lua_newuserdatauv(L, sizeof *f, 0);
  *f = (struct forms){.kind = forms_kind};
  luaL_setmetatable(L, forms_kind);
  f->forms = st_forms_open();
  if (!f->forms) return luaL_error(L, "not enough memory");
  lua_Integer n = luaL_len(L, 1);
  for (lua_Integer i = 1; i <= n; i++) {
    if (lua_geti(L, 1, i) != LUA_TSTRING) st_lua_fail(L, "form %lld is no string", (long long)i);
    if (st_forms_add(f->forms, st_lua_str(L, -1), &e)) st_lua_raise(L, &e);
    lua_pop(L, 1);
  }
  return 1;
}

/* --- an article written --- */

/* User values; VALUES has those that the rule gave, by token, KNOWN folded words by their numbers. */
enum { ARTICLE = 1, ALPHABET, VALUES, KNOWN };

struct written {
  const char *kind; /* st_lua_handle */
  const bool *figures;
  uint32_t count;
  char letters[];
};

/* written:put(first, last, letter, value): the tokens are one word with this letter */
static int put(lua_State *L) {
  struct written *w = st_lua_handle(L, 1, written_kind);
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  st_str letter = st_lua_str(L, 4);
  if (first < 1 || last < first || last > (lua_Integer)w->count)
    st_lua_fail(L, "no tokens %lld to %lld in an article of %u", (long long)first, (long long)last,
                w->count);
  if (letter.n != 1 || letter.p[0] < '!' || letter.p[0] > '~')
    st_lua_fail(L, "'%s' is no letter", letter.p);
  w->letters[first - 1] = letter.p[0];
  memset(w->letters + first, ST_LETTER_ON, (size_t)(last - first));
  lua_settop(L, 5);
  if (lua_isnil(L, 5)) return 0;
  lua_getiuservalue(L, 1, VALUES);
  lua_insert(L, 5);
  lua_rawseti(L, 5, first);
  return 0;
}

/* What an iterator over forms has as upvalues. */
enum { UP_ARTICLE = 1, UP_WRITTEN, UP_FORMS, UP_VALUES, UP_KNOWN, UP_STRINGS, UP_MEANINGS, UP_PASS };

struct pass {
  struct written *written;
  const st_forms *forms;
  const bool *begins;
  uint32_t next, sentence, table;
};

static bool is_digit(st_str text, size_t i) {
  return i < text.n && text.p[i] >= '0' && text.p[i] <= '9';
}

static bool is_thousands(st_str text, size_t i) {
  return text.p[i] == ',' && is_digit(text, i + 1) && is_digit(text, i + 2) &&
         is_digit(text, i + 3) && !is_digit(text, i + 4);
}

/* "14th", "'87" and "1,500" to 14, 87 and 1500; false for "1.5", which is no whole number. */
static bool push_figure(lua_State *L, st_str text) {
  lua_Integer value = 0;
  size_t i = 0, digits = 0;
  while (i < text.n && !is_digit(text, i)) i++;
  for (; is_digit(text, i) || (digits && i < text.n && is_thousands(text, i)); i++) {
    if (text.p[i] == ',') continue;
    if (++digits > 18) return false;
    value = value * 10 + (text.p[i] - '0');
  }
  if (!digits || (i < text.n && !isalpha((unsigned char)text.p[i]))) return false;
  lua_pushinteger(L, value);
  return true;
}

/* What a word stands for: what the rule gave it, or the alphabet, or its figures say, or itself. */
static void push_value(lua_State *L, const struct pass *p, st_match_article *a, uint32_t token) {
  const st_revision *r = st_match_article_revision(a);
  uint32_t count;
  const st_token *t = &st_revision_tokens(r, &count)[token];
  st_str text = {st_revision_text(r).p + t->begin, t->end - t->begin};
  if (lua_rawgeti(L, lua_upvalueindex(UP_VALUES), (lua_Integer)token + 1) != LUA_TNIL) return;
  lua_pop(L, 1);
  if (p->written->figures[(unsigned char)p->written->letters[token]] && push_figure(L, text)) return;
  const uint32_t *words = st_match_article_words(a, p->table);
  if (!words) luaL_error(L, "not enough memory");
  st_lua_push_word(L, lua_upvalueindex(UP_KNOWN), text, words[token]);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, lua_upvalueindex(UP_MEANINGS)) == LUA_TNIL)
    lua_pop(L, 1);
  else
    lua_replace(L, -2);
}

/* The key of a word in the values of a form that begins at `first`: its letter, of a second one with
 * the same doubled, and so on. */
static void push_key(lua_State *L, const char *letters, uint32_t first, uint32_t token) {
  char key[32];
  size_t n = 1;
  for (uint32_t i = first; i < token; i++) n += letters[i] == letters[token] && n < sizeof key;
  if (n == 1) {
    lua_rawgeti(L, lua_upvalueindex(UP_STRINGS), (unsigned char)letters[token]);
    return;
  }
  memset(key, letters[token], n);
  lua_pushlstring(L, key, n);
}

static void push_values(lua_State *L, const struct pass *p, st_match_article *a, uint32_t first,
                        uint32_t after) {
  const char *letters = p->written->letters;
  lua_createtable(L, 0, (int)(after - first));
  for (uint32_t i = first; i < after; i++) {
    if (letters[i] == ST_LETTER_ON) continue;
    push_key(L, letters, first, i);
    push_value(L, p, a, i);
    lua_rawset(L, -3);
  }
}

/* The form that stands at the next place where one does; ST_NONE behind the last. Its tokens are those
 * from `next` to before `after`. */
static uint32_t find_form(struct pass *p, const st_sentence *all, uint32_t *after) {
  const struct written *w = p->written;
  const bool *begins = p->begins;
  for (uint32_t i = p->next; i < w->count; i++) {
    if (!begins[(unsigned char)w->letters[i]]) continue;
    while (all[p->sentence].last <= i) p->sentence++;
    uint32_t form = st_forms_longest(p->forms, w->letters, i, all[p->sentence].last, after);
    if (form == ST_NONE) continue;
    p->next = i;
    return form;
  }
  p->next = w->count;
  return ST_NONE;
}

/* -> the number of a form, its first and last token, its values, the first and last token of its
 * sentence */
static int next_form(lua_State *L) {
  struct pass *p = lua_touserdata(L, lua_upvalueindex(UP_PASS));
  st_match_article *a = st_lua_article_of(L, lua_touserdata(L, lua_upvalueindex(UP_ARTICLE)));
  uint32_t count, after;
  const st_sentence *all = st_revision_sentences(st_match_article_revision(a), &count);
  uint32_t form = find_form(p, all, &after);
  if (form == ST_NONE) return 0;
  lua_pushinteger(L, (lua_Integer)form + 1);
  lua_pushinteger(L, (lua_Integer)p->next + 1);
  lua_pushinteger(L, after);
  push_values(L, p, a, p->next, after);
  lua_pushinteger(L, (lua_Integer)all[p->sentence].first + 1);
  lua_pushinteger(L, all[p->sentence].last);
  p->next++;
  return 6;
}

static uint32_t table_of_words(lua_State *L, st_match_article *a) {
  uint32_t table;
  st_error e = {0};
  if (st_vocab_table(st_match_article_vocab(a), ST_FOLD_BY_WORD, &table, &e)) st_lua_raise(L, &e);
  return table;
}

/* written:forms(forms) -> an iterator over the places where one stands */
static int each_form(lua_State *L) {
  struct written *w = st_lua_handle(L, 1, written_kind);
  struct forms *f = st_lua_handle(L, 2, forms_kind);
  lua_settop(L, 2);
  lua_getiuservalue(L, 1, ARTICLE);
  lua_insert(L, 1); /* article, written, forms */
  st_match_article *a = st_lua_article(L, UP_ARTICLE);
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, w->count / TOKENS);
  lua_getiuservalue(L, UP_WRITTEN, VALUES);
  lua_getiuservalue(L, UP_WRITTEN, KNOWN);
  lua_getiuservalue(L, UP_WRITTEN, ALPHABET);
  st_lua_alphabet_tables(L, lua_gettop(L)); /* pushes strings and meanings */
  lua_remove(L, -3);
  struct pass *p = lua_newuserdatauv(L, sizeof *p, 0);
  *p = (struct pass){.written = w, .forms = f->forms, .begins = st_forms_begins(f->forms),
                     .table = table_of_words(L, a)};
  lua_pushcclosure(L, next_form, UP_PASS);
  return 1;
}

/* article:written(alphabet, roles, known) */
int st_lua_written(lua_State *L) {
  static const luaL_Reg methods[] = {{"put", put}, {"forms", each_form}, {NULL, NULL}};
  enum { ALPHABET_ARG = 2, ROLES_ARG, KNOWN_ARG };
  st_match_article *a = st_lua_article(L, 1);
  uint32_t count;
  st_revision_tokens(st_match_article_revision(a), &count);
  luaL_checktype(L, KNOWN_ARG, LUA_TTABLE);
  lua_settop(L, KNOWN_ARG);
  const char *letters = st_lua_push_letters(L, ALPHABET_ARG, a,
                                            st_lua_roles(L, ROLES_ARG, st_match_article_vocab(a)));
  st_lua_class(L, written_kind, methods, NULL);
  struct written *w = lua_newuserdatauv(L, sizeof *w + count, KNOWN);
  *w = (struct written){.kind = written_kind, .count = count,
                        .figures = st_lua_alphabet_figures(L, ALPHABET_ARG)};
  memcpy(w->letters, letters, count);
  luaL_setmetatable(L, written_kind);
  for (int i = 1; i <= 2; i++) {
    lua_pushvalue(L, i);
    lua_setiuservalue(L, -2, i);
  }
  lua_newtable(L);
  lua_setiuservalue(L, -2, VALUES);
  lua_pushvalue(L, KNOWN_ARG);
  lua_setiuservalue(L, -2, KNOWN);
  return 1;
}
