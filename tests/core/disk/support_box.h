/* A temporary folder that a test works in, and what it loads from there. */
#ifndef SUPPORT_BOX_H
#define SUPPORT_BOX_H

#include "disk/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka's set-up and tear-down: the test runs in an empty folder, which goes with all in it. */
int box_open(void **state);
int box_close(void **state);

/* Folders on the way are made. */
void box_write(const char *path, const char *text);
void box_write_bytes(const char *path, const void *p, size_t n);
void box_remove(const char *path);

/* The arguments end with a null. The load is the caller's. */
st_load *box_load(const char *path, ...);
st_load *box_load_with(const st_load_options *options, const char *const *paths, size_t count);

/* Compares with all docs, a line each, or all docs with their groups, "doc [group]". */
void box_expect_docs(const st_load *load, const char *docs);
void box_expect_groups(const st_load *load, const char *groups);
/* With all notes, a line each; "! " stands before that on an argument. */
void box_expect_notes(const st_load *load, const char *notes);
/* Fails where it is not there. Borrowed from the load. */
const st_revision *box_article(const st_load *load, const char *doc);
void box_expect_text(const st_load *load, const char *doc, const char *text);
void box_expect_meta(const st_load *load, const char *doc, enum st_meta_key key, const char *value,
                     enum st_meta_from from);
/* The blocks as "tag: text", a line each, with line ends in them as "/". */
void box_expect_blocks(const st_revision *r, const char *blocks);
/* What must hold of every article. */
void box_check(const st_revision *r);

#endif
