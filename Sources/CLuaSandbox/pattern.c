#include "pattern.h"

#include <string.h>

// Nested sub-matches; each takes a frame of the C stack.
#define DEPTH_MAX 200
// Steps between two payments.
#define STEPS_PER_PAYMENT 128

void matcher_begin(
    Matcher *matcher, lua_State *L, const char *subject, size_t subjectCount, const char *pattern, size_t patternCount
) {
    matcher->lua = L;
    matcher->subject = subject;
    matcher->subjectEnd = subject + subjectCount;
    matcher->pattern = pattern;
    matcher->patternEnd = pattern + patternCount;
    matcher->depth = 0;
    matcher->steps = 0;
    matcher->captureCount = 0;
}

void matcher_settle(Matcher *matcher) {
    uint32_t steps = matcher->steps;
    matcher->steps = 0;
    sandbox_spend(matcher->lua, steps);
}

static inline void step(Matcher *matcher) {
    if (++matcher->steps >= STEPS_PER_PAYMENT) matcher_settle(matcher);
}

// --- Single characters

static bool in_class(unsigned char c, char class) {
    bool lower = c >= 'a' && c <= 'z';
    bool upper = c >= 'A' && c <= 'Z';
    bool digit = c >= '0' && c <= '9';
    bool graphic = c > 0x20 && c < 0x7F;
    bool member;
    switch (class | 0x20) {
    case 'a': member = lower || upper; break;
    case 'c': member = c < 0x20 || c == 0x7F; break;
    case 'd': member = digit; break;
    case 'g': member = graphic; break;
    case 'l': member = lower; break;
    case 'p': member = graphic && !lower && !upper && !digit; break;
    case 's': member = c == ' ' || (c >= '\t' && c <= '\r'); break;
    case 'u': member = upper; break;
    case 'w': member = lower || upper || digit; break;
    case 'x': member = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); break;
    default: return c == (unsigned char)class;
    }
    // A capital letter stands for the complement.
    return class >= 'A' && class <= 'Z' ? !member : member;
}

// The end of the set that opens at `at`, past its closing bracket.
static const char *set_end(Matcher *matcher, const char *at) {
    const char *end = matcher->patternEnd;
    at++;
    if (at < end && *at == '^') at++;
    // A bracket that comes first is a member.
    for (bool first = true;; first = false) {
        if (at >= end) sandbox_fail(matcher->lua, "malformed pattern (missing ']')");
        if (*at == ']' && !first) return at + 1;
        if (*at == '%') {
            if (at + 1 >= end) sandbox_fail(matcher->lua, "malformed pattern (missing ']')");
            at++;
        }
        at++;
    }
}

// The end of the single-character item that starts at `at`.
static const char *item_end(Matcher *matcher, const char *at) {
    switch (*at) {
    case '%':
        if (at + 1 >= matcher->patternEnd) sandbox_fail(matcher->lua, "malformed pattern (ends with '%%')");
        return at + 2;
    case '[': return set_end(matcher, at);
    default: return at + 1;
    }
}

// `end` is past the closing bracket.
static bool in_set(unsigned char c, const char *at, const char *end) {
    const char *close = end - 1;
    at++;
    bool found = true;
    if (at < close && *at == '^') {
        found = false;
        at++;
    }
    while (at < close) {
        if (*at == '%') {
            if (in_class(c, at[1])) return found;
            at += 2;
        } else if (at + 2 < close && at[1] == '-') {
            if ((unsigned char)at[0] <= c && c <= (unsigned char)at[2]) return found;
            at += 3;
        } else {
            if ((unsigned char)*at == c) return found;
            at++;
        }
    }
    return !found;
}

static bool item_matches(Matcher *matcher, const char *at, const char *item, const char *itemEnd) {
    step(matcher);
    if (at >= matcher->subjectEnd) return false;
    unsigned char c = (unsigned char)*at;
    switch (*item) {
    case '.': return true;
    case '%': return in_class(c, item[1]);
    case '[':
        matcher->steps += (uint32_t)(itemEnd - item) / 16;
        return in_set(c, item, itemEnd);
    default: return (unsigned char)*item == c;
    }
}

// --- Captures

static int innermost_open(Matcher *matcher) {
    for (int i = matcher->captureCount - 1; i >= 0; i--) {
        if (matcher->captures[i].length == CAPTURE_OPEN) return i;
    }
    sandbox_fail(matcher->lua, "invalid pattern capture");
}

static const char *match_rest(Matcher *matcher, const char *at, const char *pattern);

static const char *open_capture(Matcher *matcher, const char *at, const char *pattern, ptrdiff_t length) {
    if (matcher->captureCount >= CAPTURES_MAX) sandbox_fail(matcher->lua, "too many captures");
    matcher->captures[matcher->captureCount++] = (Capture){.start = at, .length = length};
    const char *end = match_rest(matcher, at, pattern);
    if (end == NULL) matcher->captureCount--;
    return end;
}

static const char *close_capture(Matcher *matcher, const char *at, const char *pattern) {
    Capture *capture = &matcher->captures[innermost_open(matcher)];
    capture->length = at - capture->start;
    const char *end = match_rest(matcher, at, pattern);
    if (end == NULL) capture->length = CAPTURE_OPEN;
    return end;
}

// The end of a repetition of an earlier capture, or NULL.
static const char *match_back_reference(Matcher *matcher, const char *at, char digit) {
    int index = digit - '1';
    if (index < 0 || index >= matcher->captureCount || matcher->captures[index].length == CAPTURE_OPEN) {
        sandbox_fail(matcher->lua, "invalid capture index %%%d", index + 1);
    }
    ptrdiff_t length = matcher->captures[index].length;
    if (length < 0) length = 0;
    matcher->steps += (uint32_t)(length / 16);
    step(matcher);
    if (matcher->subjectEnd - at < length) return NULL;
    return memcmp(matcher->captures[index].start, at, (size_t)length) == 0 ? at + length : NULL;
}

// --- Items

static const char *match_balance(Matcher *matcher, const char *at, const char *pattern) {
    if (pattern + 1 >= matcher->patternEnd) {
        sandbox_fail(matcher->lua, "malformed pattern (missing arguments to '%%b')");
    }
    if (at >= matcher->subjectEnd || *at != pattern[0]) return NULL;
    size_t open = 1;
    for (at++; at < matcher->subjectEnd; at++) {
        step(matcher);
        if (*at == pattern[1]) {
            if (--open == 0) return at + 1;
        } else if (*at == pattern[0]) {
            open++;
        }
    }
    return NULL;
}

// `%f[set]`: the border between a character outside the set and one inside; both ends of the subject count as '\0'.
static bool at_frontier(Matcher *matcher, const char *at, const char *set, const char *setEnd) {
    step(matcher);
    unsigned char before = at == matcher->subject ? 0 : (unsigned char)at[-1];
    unsigned char here = at < matcher->subjectEnd ? (unsigned char)*at : 0;
    return !in_set(before, set, setEnd) && in_set(here, set, setEnd);
}

static const char *repeat_greedy(Matcher *matcher, const char *at, const char *item, const char *itemEnd, bool oneAtLeast) {
    ptrdiff_t count = 0;
    while (item_matches(matcher, at + count, item, itemEnd)) count++;
    for (; count >= (oneAtLeast ? 1 : 0); count--) {
        const char *end = match_rest(matcher, at + count, itemEnd + 1);
        if (end != NULL) return end;
    }
    return NULL;
}

static const char *repeat_lazy(Matcher *matcher, const char *at, const char *item, const char *itemEnd) {
    for (;;) {
        const char *end = match_rest(matcher, at, itemEnd + 1);
        if (end != NULL) return end;
        if (!item_matches(matcher, at, item, itemEnd)) return NULL;
        at++;
    }
}

// Matches the pattern from `pattern` on. Only items that may have to be tried in several ways recurse.
static const char *match_items(Matcher *matcher, const char *at, const char *pattern) {
    while (pattern < matcher->patternEnd) {
        step(matcher);
        const char *next = pattern + 1;
        if (*pattern == '(') {
            if (next < matcher->patternEnd && *next == ')') return open_capture(matcher, at, next + 1, CAPTURE_POSITION);
            return open_capture(matcher, at, next, CAPTURE_OPEN);
        }
        if (*pattern == ')') return close_capture(matcher, at, next);
        if (*pattern == '$' && next == matcher->patternEnd) return at == matcher->subjectEnd ? at : NULL;
        if (*pattern == '%' && next < matcher->patternEnd) {
            if (*next == 'b') {
                at = match_balance(matcher, at, next + 1);
                if (at == NULL) return NULL;
                pattern = next + 3;
                continue;
            }
            if (*next == 'f') {
                const char *set = next + 1;
                if (set >= matcher->patternEnd || *set != '[') {
                    sandbox_fail(matcher->lua, "missing '[' after '%%f' in pattern");
                }
                const char *setEnd = set_end(matcher, set);
                if (!at_frontier(matcher, at, set, setEnd)) return NULL;
                pattern = setEnd;
                continue;
            }
            if (*next >= '0' && *next <= '9') {
                at = match_back_reference(matcher, at, *next);
                if (at == NULL) return NULL;
                pattern = next + 1;
                continue;
            }
        }
        const char *itemEnd = item_end(matcher, pattern);
        switch (itemEnd < matcher->patternEnd ? *itemEnd : 0) {
        case '*': return repeat_greedy(matcher, at, pattern, itemEnd, false);
        case '+': return repeat_greedy(matcher, at, pattern, itemEnd, true);
        case '-': return repeat_lazy(matcher, at, pattern, itemEnd);
        case '?':
            if (item_matches(matcher, at, pattern, itemEnd)) {
                const char *end = match_rest(matcher, at + 1, itemEnd + 1);
                if (end != NULL) return end;
            }
            pattern = itemEnd + 1;
            break;
        default:
            if (!item_matches(matcher, at, pattern, itemEnd)) return NULL;
            at++;
            pattern = itemEnd;
        }
    }
    return at;
}

static const char *match_rest(Matcher *matcher, const char *at, const char *pattern) {
    if (++matcher->depth > DEPTH_MAX) sandbox_fail(matcher->lua, "pattern too complex");
    const char *end = match_items(matcher, at, pattern);
    matcher->depth--;
    return end;
}

const char *matcher_match(Matcher *matcher, const char *at) {
    matcher->captureCount = 0;
    matcher->depth = 0;
    return match_rest(matcher, at, matcher->pattern);
}

void matcher_push_capture(Matcher *matcher, int index, const char *start, const char *end) {
    lua_State *L = matcher->lua;
    if (index >= matcher->captureCount) {
        if (index != 0) sandbox_fail(L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(L, start, (size_t)(end - start));
        return;
    }
    Capture capture = matcher->captures[index];
    if (capture.length == CAPTURE_OPEN) sandbox_fail(L, "unfinished capture");
    if (capture.length == CAPTURE_POSITION) {
        lua_pushinteger(L, capture.start - matcher->subject + 1);
    } else {
        lua_pushlstring(L, capture.start, (size_t)capture.length);
    }
}

int matcher_push_captures(Matcher *matcher, const char *start, const char *end) {
    int count = matcher->captureCount == 0 ? 1 : matcher->captureCount;
    luaL_checkstack(matcher->lua, count, "too many captures");
    for (int i = 0; i < count; i++) matcher_push_capture(matcher, i, start, end);
    return count;
}
