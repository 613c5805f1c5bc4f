/* The module stemma.core: what the Lua half asks of the C core. Rules cannot require it. */
#include "bind/bind.h"

static void push_flags(lua_State *L) {
  static const char *const names[] = {"WORD",   "NUMBER",     "DIGIT", "PUNCT", "CAPITAL", "UPPER",
                                      "LOWER",  "POSSESSIVE", "STOP",  "QUOTE", "OPEN",    "CLOSE",
                                      "QUOTED", "SPACE",      "FIRST", "LAST",  "NONASCII"};
  lua_newtable(L);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    lua_pushinteger(L, (lua_Integer)1 << i);
    lua_setfield(L, -2, names[i]);
  }
}

int luaopen_stemma_core(lua_State *L) {
  static const luaL_Reg functions[] = {{"article", st_lua_open_article},
                                       {"reads", st_lua_reads},
                                       {"program", st_lua_program},
                                       {"view", st_lua_view},
                                       {"places", st_lua_places},
                                       {"stretches", st_lua_stretches},
                                       {"sets", st_lua_sets_open},
                                       {"runner", st_lua_runner},
                                       {"run", st_lua_run},
                                       {"lexicon", st_lua_lexicon},
                                       {"letters", st_lua_letters},
                                       {"forms", st_lua_forms},
                                       {"emit", st_lua_emit},
                                       {"writer", st_lua_writer},
                                       {"mark_span", st_lua_mark_span},
                                       {"story", st_lua_story},
                                       {"sink", st_lua_sink},
                                       {"align", st_lua_align},
                                       {"runs", st_lua_runs},
                                       {"rough_runs", st_lua_rough_runs},
                                       {"consonants", st_lua_consonants},
                                       {"chunks", st_lua_chunks},
                                       {"order", st_lua_order},
                                       {"counter", st_lua_counter},
                                       {"charge", st_lua_charge},
                                       {"collect", st_lua_collect},
                                       {"fold", st_lua_fold_text},
                                       {"fold_word", st_lua_fold_word},
                                       {"stem", st_lua_stem},
                                       {"width", st_lua_width},
                                       {"split", st_lua_split},
                                       {NULL, NULL}};
  st_lua_shared(L);
  luaL_newlib(L, functions);
  push_flags(L);
  lua_setfield(L, -2, "flags");
  st_lua_push_bounds(L);
  lua_setfield(L, -2, "bounds");
  return 1;
}
