#ifndef ST_APP_RULES_GIT_H
#define ST_APP_RULES_GIT_H

#include "base/buf.h"

/* Appends what the file is in git's HEAD. False where there is no git, no work tree around the
 * file, or no such file in HEAD. */
bool st_git_committed(const char *path, st_buf *out);

#endif
