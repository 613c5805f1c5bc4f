/* The evaluator's process. */
#ifndef ST_BIND_EVAL_EVALUATOR_H
#define ST_BIND_EVAL_EVALUATOR_H

/* Serves the front until it is gone. `lua`: the folder that holds stemma/. Returns the exit
 * status. */
int st_evaluator_main(const char *lua);

#endif
