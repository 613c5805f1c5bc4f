/* What the doc comments of stemma's own Lua modules say: help on a name, and the files of a new
 * project. Both are made by lua/stemma/doc/help.lua and lua/stemma/doc, in a Lua state of their own. */
#ifndef ST_BIND_DOC_H
#define ST_BIND_DOC_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* Appends the help on a name, or on all where it is null, for a width in columns. `lua_dir` is the
 * folder that holds stemma/. ST_EUSE says what may have been meant. */
int st_doc_help(const char *lua_dir, const char *name, uint32_t width, st_buf *out, st_error *e);

/* What a new project is made of: called for each folder (text.p is null), then for each file, with
 * the path below the project. Anything but ST_OK ends it and is returned. */
typedef int st_doc_take(void *context, const char *path, st_str text, st_error *e);
int st_doc_project(const char *lua_dir, st_doc_take *take, void *context, st_error *e);

/* Appends the names that there is help on, a line each. */
int st_doc_names(const char *lua_dir, st_buf *out, st_error *e);

/* Appends "Lua 5.4.4, LPeg 1.0.2". */
void st_doc_versions(st_buf *out);

#endif
