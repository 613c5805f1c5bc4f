/* From one file's bytes to its articles; runs on libuv's threads. */
#ifndef ST_DISK_ARTICLE_H
#define ST_DISK_ARTICLE_H

#include "disk/read/sink.h"

/* All articles of a file that was read whole; what is wrong with it becomes a note. */
void st_article_file(st_sink *sink, const st_file *file, st_str bytes);

#endif
