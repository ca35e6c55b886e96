// `find`, `match`, `gmatch` and `gsub` on top of the bounded matcher.
#include "pattern.h"

#include <string.h>

// Where a search starts, from 0; past the end of the subject when there can be no match.
static size_t search_start(lua_State *L, int index, size_t count) {
    lua_Integer position = luaL_optinteger(L, index, 1);
    if (position > 0) return (size_t)position - 1;
    if (position == 0 || position < -(lua_Integer)count) return 0;
    return count - (size_t)-position;
}

static bool has_specials(const char *pattern, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (pattern[i] != 0 && strchr("^$*+?.([%-", pattern[i]) != NULL) return true;
    }
    return false;
}

static int find_plain(lua_State *L, const char *subject, size_t count, size_t start, const char *text, size_t length) {
    sandbox_spend(L, 1 + (count - start) / 16 + length / 16);
    const char *found = memmem(subject + start, count - start, text, length);
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, found - subject + 1);
    lua_pushinteger(L, found - subject + (lua_Integer)length);
    return 2;
}

static int search(lua_State *L, bool find) {
    size_t count, length;
    const char *subject = luaL_checklstring(L, 1, &count);
    const char *pattern = luaL_checklstring(L, 2, &length);
    size_t start = search_start(L, 3, count);
    if (start > count) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || !has_specials(pattern, length))) {
        return find_plain(L, subject, count, start, pattern, length);
    }
    bool anchored = length > 0 && *pattern == '^';
    Matcher matcher;
    matcher_begin(&matcher, L, subject, count, pattern + anchored, length - anchored);
    const char *at = subject + start;
    do {
        const char *end = matcher_match(&matcher, at);
        if (end != NULL) {
            matcher_settle(&matcher);
            if (!find) return matcher_push_captures(&matcher, at, end);
            lua_pushinteger(L, at - subject + 1);
            lua_pushinteger(L, end - subject);
            return 2 + (matcher.captureCount > 0 ? matcher_push_captures(&matcher, at, end) : 0);
        }
    } while (at++ < matcher.subjectEnd && !anchored);
    matcher_settle(&matcher);
    lua_pushnil(L);
    return 1;
}

int string_find(lua_State *L) { return search(L, true); }
int string_match(lua_State *L) { return search(L, false); }

// Upvalues: subject, pattern, where to go on, and where the last match ended (from 0; -1 at first).
static int next_match(lua_State *L) {
    size_t count, length;
    const char *subject = lua_tolstring(L, lua_upvalueindex(1), &count);
    const char *pattern = lua_tolstring(L, lua_upvalueindex(2), &length);
    size_t position = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer lastEnd = lua_tointeger(L, lua_upvalueindex(4));
    Matcher matcher;
    matcher_begin(&matcher, L, subject, count, pattern, length);
    for (; position <= count; position++) {
        const char *end = matcher_match(&matcher, subject + position);
        // An empty match right after another one is the same place seen twice.
        if (end == NULL || end - subject == lastEnd) continue;
        matcher_settle(&matcher);
        lua_pushinteger(L, end - subject);
        lua_pushvalue(L, -1);
        lua_replace(L, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return matcher_push_captures(&matcher, subject + position, end);
    }
    matcher_settle(&matcher);
    lua_pushinteger(L, (lua_Integer)count + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

int string_gmatch(lua_State *L) {
    size_t count;
    luaL_checklstring(L, 1, &count);
    luaL_checkstring(L, 2);
    size_t start = search_start(L, 3, count);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(start > count ? count + 1 : start));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, next_match, 4);
    return 1;
}

static void append_template(Matcher *matcher, TextBuffer *buffer, const char *start, const char *end) {
    lua_State *L = matcher->lua;
    size_t count;
    const char *text = lua_tolstring(L, 3, &count);
    sandbox_spend(L, count / 16);
    for (size_t i = 0; i < count; i++) {
        if (text[i] != '%') {
            text_append_byte(buffer, text[i]);
            continue;
        }
        char next = ++i < count ? text[i] : 0;
        if (next == '%') {
            text_append_byte(buffer, '%');
        } else if (next == '0') {
            text_append(buffer, start, (size_t)(end - start));
        } else if (next >= '1' && next <= '9') {
            matcher_push_capture(matcher, next - '1', start, end);
            push_tostring(L, -1);
            text_append_top(buffer);
            lua_pop(L, 1);
        } else {
            sandbox_fail(L, "invalid use of '%%' in replacement string");
        }
    }
}

// Appends what replaces the match: the match itself when the answer is nil or false.
static void append_replacement(Matcher *matcher, TextBuffer *buffer, const char *start, const char *end, int type) {
    lua_State *L = matcher->lua;
    if (type == LUA_TSTRING || type == LUA_TNUMBER) {
        append_template(matcher, buffer, start, end);
        return;
    }
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        int captures = matcher_push_captures(matcher, start, end);
        lua_call(L, captures, 1);
    } else {
        matcher_push_capture(matcher, 0, start, end);
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        text_append(buffer, start, (size_t)(end - start));
        return;
    }
    if (!lua_isstring(L, -1)) sandbox_fail(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    push_tostring(L, -1);
    lua_remove(L, -2);
    text_append_top(buffer);
}

int string_gsub(lua_State *L) {
    size_t count, length;
    const char *subject = luaL_checklstring(L, 1, &count);
    const char *pattern = luaL_checklstring(L, 2, &length);
    int type = lua_type(L, 3);
    luaL_argexpected(
        L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
        "string/function/table");
    lua_Integer limit = luaL_optinteger(L, 4, (lua_Integer)count + 1);
    bool anchored = length > 0 && *pattern == '^';
    Matcher matcher;
    matcher_begin(&matcher, L, subject, count, pattern + anchored, length - anchored);
    TextBuffer buffer;
    text_begin(L, &buffer);
    const char *at = subject;
    const char *lastEnd = NULL;
    lua_Integer replaced = 0;
    while (replaced < limit) {
        const char *end = matcher_match(&matcher, at);
        if (end != NULL && end != lastEnd) {
            matcher_settle(&matcher);
            replaced++;
            append_replacement(&matcher, &buffer, at, end, type);
            at = lastEnd = end;
        } else if (at < matcher.subjectEnd) {
            text_append_byte(&buffer, *at++);
        } else {
            break;
        }
        if (anchored) break;
    }
    matcher_settle(&matcher);
    text_append(&buffer, at, (size_t)(matcher.subjectEnd - at));
    text_finish(&buffer);
    lua_pushinteger(L, replaced);
    return 2;
}
