/* Annotations as text: an article's layers together, in the order of the text. */
#ifndef ST_APP_ANNOTATION_TEXT_H
#define ST_APP_ANNOTATION_TEXT_H

#include "app/print/term.h"
#include "find/row.h"

/* Nothing where the article has none. ST_ENOMEM. */
int st_annotations_print(const st_row_source *source, const st_str *layers, uint32_t count,
                         const st_term *term, st_buf *out, st_error *e);
/* "form direct, speaker White House": all fields that are set. */
void st_fields_text(const st_row_source *source, st_row row, st_buf *out);

#endif
