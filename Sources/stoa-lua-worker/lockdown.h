#ifndef STOA_LUA_WORKER_LOCKDOWN_H
#define STOA_LUA_WORKER_LOCKDOWN_H

#include <stdbool.h>

// Gives up everything but reading descriptor 0, writing descriptor 1, memory and the clock, for good. Any other system
// call kills the process from then on. Returns false, with the step that failed, where the kernel cannot do it.
bool lock_down(const char **failedStep);

#endif
