// The string library without patterns, `format` and `pack`, which have files of their own.
#include "internal.h"

#include <string.h>

// A position from the end counts back from it; before the start is 0.
static size_t start_position(lua_Integer position, size_t count) {
    if (position > 0) return (size_t)position;
    if (position == 0 || position < -(lua_Integer)count) return 1;
    return count + (size_t)position + 1;
}

static size_t end_position(lua_Integer position, size_t count) {
    if (position > (lua_Integer)count) return count;
    if (position >= 0) return (size_t)position;
    return position < -(lua_Integer)count ? 0 : count + (size_t)position + 1;
}

static int string_byte(lua_State *L) {
    size_t count;
    const char *text = luaL_checklstring(L, 1, &count);
    lua_Integer from = luaL_optinteger(L, 2, 1);
    size_t first = start_position(from, count);
    size_t last = end_position(luaL_optinteger(L, 3, from), count);
    int results = (int)range_count(L, "string.byte", (lua_Integer)first, (lua_Integer)last, RESULTS_MAX);
    sandbox_spend(L, (uint64_t)results);
    luaL_checkstack(L, results, "string slice too long");
    for (int i = 0; i < results; i++) lua_pushinteger(L, (unsigned char)text[first - 1 + (size_t)i]);
    return results;
}

static int string_char(lua_State *L) {
    int count = lua_gettop(L);
    sandbox_spend(L, (uint64_t)count);
    TextBuffer buffer;
    text_begin(L, &buffer);
    for (int i = 1; i <= count; i++) {
        lua_Integer byte = luaL_checkinteger(L, i);
        luaL_argcheck(L, byte >= 0 && byte <= 255, i, "value out of range");
        text_append_byte(&buffer, (char)byte);
    }
    text_finish(&buffer);
    return 1;
}

static int string_len(lua_State *L) {
    size_t count;
    luaL_checklstring(L, 1, &count);
    lua_pushinteger(L, (lua_Integer)count);
    return 1;
}

// ASCII only: the locale of the process must not change an answer.
static char to_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static char to_upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

static int map_bytes(lua_State *L, char (*convert)(char)) {
    size_t count;
    const char *text = luaL_checklstring(L, 1, &count);
    sandbox_spend(L, count / 16);
    TextBuffer buffer;
    text_begin(L, &buffer);
    char *to = text_reserve(&buffer, count);
    for (size_t i = 0; i < count; i++) to[i] = convert(text[i]);
    buffer.count = count;
    text_finish(&buffer);
    return 1;
}

static int string_lower(lua_State *L) { return map_bytes(L, to_lower); }
static int string_upper(lua_State *L) { return map_bytes(L, to_upper); }

static int string_reverse(lua_State *L) {
    size_t count;
    const char *text = luaL_checklstring(L, 1, &count);
    sandbox_spend(L, count / 16);
    TextBuffer buffer;
    text_begin(L, &buffer);
    char *to = text_reserve(&buffer, count);
    for (size_t i = 0; i < count; i++) to[i] = text[count - 1 - i];
    buffer.count = count;
    text_finish(&buffer);
    return 1;
}

static int string_rep(lua_State *L) {
    size_t count, separatorCount;
    const char *text = luaL_checklstring(L, 1, &count);
    lua_Integer times = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &separatorCount);
    // Nothing repeated is nothing, however often: no loop may run for it.
    if (times <= 0 || count + separatorCount == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    uint64_t cap = sandbox_of(L)->limits.memoryBytes;
    if ((uint64_t)times > cap / (count + separatorCount)) sandbox_exhaust_memory(L);
    size_t total = (size_t)times * (count + separatorCount) - separatorCount;
    sandbox_spend(L, (uint64_t)times / 4 + total / 64);
    TextBuffer buffer;
    text_begin(L, &buffer);
    text_reserve(&buffer, total);
    for (lua_Integer i = 0; i < times; i++) {
        text_append(&buffer, text, count);
        if (i + 1 < times) text_append(&buffer, separator, separatorCount);
    }
    text_finish(&buffer);
    return 1;
}

static int string_sub(lua_State *L) {
    size_t count;
    const char *text = luaL_checklstring(L, 1, &count);
    size_t first = start_position(luaL_checkinteger(L, 2), count);
    size_t last = end_position(luaL_optinteger(L, 3, -1), count);
    if (first <= last) {
        lua_pushlstring(L, text + first - 1, last - first + 1);
    } else {
        lua_pushliteral(L, "");
    }
    return 1;
}

static const luaL_Reg functions[] = {
    {"byte", string_byte}, {"char", string_char}, {"find", string_find}, {"format", string_format},
    {"gmatch", string_gmatch}, {"gsub", string_gsub}, {"len", string_len}, {"lower", string_lower},
    {"match", string_match}, {"pack", string_pack}, {"packsize", string_packsize}, {"rep", string_rep},
    {"reverse", string_reverse}, {"sub", string_sub}, {"unpack", string_unpack}, {"upper", string_upper},
    {NULL, NULL},
};

void push_string_library(lua_State *L) {
    luaL_newlib(L, functions);
}
