/* Articles from JSON and NDJSON. */
#ifndef ST_DISK_FORMAT_JSON_H
#define ST_DISK_FORMAT_JSON_H

#include "disk/read/sink.h"

/* Those of a JSON text: one, an array of them, or lines after all. */
void st_json_read(st_sink *sink, const st_file *file, st_str text);
/* Those of whole lines of NDJSON; `before` is the number of lines in front. */
void st_json_lines(st_sink *sink, const st_file *file, st_str lines, uint32_t before);

#endif
