/* What names of files mean: their format, what is never an article, how they are printed. */
#ifndef ST_DISK_WALK_PATH_H
#define ST_DISK_WALK_PATH_H

#include "base/buf.h"

enum st_format {
  ST_FORMAT_OTHER, /* read only where it is named as an argument; looked into then */
  ST_FORMAT_TEXT,
  ST_FORMAT_MARKDOWN,
  ST_FORMAT_HTML,
  ST_FORMAT_JSON,
  ST_FORMAT_NDJSON
};

/* By the ending, upper or lower case. */
enum st_format st_path_format(st_str path);
/* The part after the last slash. */
st_str st_path_name(st_str path);
/* Without the ending, if it is one of a known format. */
st_str st_path_stem(st_str path);
/* Metadata and expectations lie beside articles. */
bool st_path_is_meta(st_str name);
bool st_path_never_article(st_str name);
/* README, README.md, …: about the folder, and an article only where it is an argument. */
bool st_path_is_readme(st_str name);

/* Appends the argument without `./`, doubled slashes and a slash at its end; "." for the current
 * folder. */
void st_path_clean(st_str arg, st_buf *out);
/* True where the path can be printed and sent as it is: UTF-8 without control characters. */
bool st_path_plain(st_str path);
/* Appends the path with other bytes as \xHH. */
void st_path_show(st_str path, st_buf *out);

#endif
