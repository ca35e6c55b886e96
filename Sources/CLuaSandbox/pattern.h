// The matcher of Lua's patterns (reference manual, 6.4.1), with a price for every step and a bound on recursion.
#ifndef LUA_SANDBOX_PATTERN_H
#define LUA_SANDBOX_PATTERN_H

#include "internal.h"

#define CAPTURES_MAX 32

typedef struct Capture {
    const char *start;
    // The length, or one of the two marks below.
    ptrdiff_t length;
} Capture;

#define CAPTURE_OPEN (-1)
#define CAPTURE_POSITION (-2)

typedef struct Matcher {
    lua_State *lua;
    const char *subject;
    const char *subjectEnd;
    const char *pattern;
    const char *patternEnd;
    int depth;
    uint32_t steps;
    int captureCount;
    Capture captures[CAPTURES_MAX];
} Matcher;

void matcher_begin(Matcher *matcher, lua_State *L, const char *subject, size_t subjectCount, const char *pattern,
                   size_t patternCount);
// The end of the match that starts at `at`, or NULL. Raises on a malformed pattern.
const char *matcher_match(Matcher *matcher, const char *at);
// Pays for the steps since the last payment.
void matcher_settle(Matcher *matcher);
// Pushes capture `index` (from 0); without captures, the whole match is the first.
void matcher_push_capture(Matcher *matcher, int index, const char *start, const char *end);
// Pushes all captures, or the whole match when there are none; returns how many.
int matcher_push_captures(Matcher *matcher, const char *start, const char *end);

#endif
