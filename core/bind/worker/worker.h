/* A worker: the process that runs rules. It reads jobs from one file descriptor, answers on
 * another, opens no file, and says on a page shared through descriptor 3 what it is at. */
#ifndef ST_BIND_WORKER_H
#define ST_BIND_WORKER_H

/* Serves until `in` ends; returns the exit status. */
int st_worker_main(int in, int out);

#endif
