// Lua's own utf8 functions where their work is bounded by the length of the text, each charged for it.
#include "internal.h"

// Upvalue: the function behind.
static int metered(lua_State *L) {
    size_t count = 0;
    if (lua_type(L, 1) == LUA_TSTRING) lua_tolstring(L, 1, &count);
    sandbox_spend(L, 1 + count / 16);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

// As `metered`, for a function that answers one value for every code point between two byte positions.
static int metered_range(lua_State *L) {
    size_t count;
    luaL_checklstring(L, 1, &count);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_Integer last = luaL_optinteger(L, 3, first);
    if (first < 0) first += (lua_Integer)count + 1;
    if (last < 0) last += (lua_Integer)count + 1;
    range_count(L, "utf8.codepoint", first, last, RESULTS_MAX);
    return metered(L);
}

static int utf8_char(lua_State *L) {
    int count = lua_gettop(L);
    sandbox_spend(L, (uint64_t)count);
    TextBuffer buffer;
    text_begin(L, &buffer);
    for (int i = 1; i <= count; i++) {
        lua_Integer code = luaL_checkinteger(L, i);
        luaL_argcheck(L, code >= 0 && code <= 0x7FFFFFFF, i, "value out of range");
        lua_pushfstring(L, "%U", (long)code);
        text_append_top(&buffer);
    }
    text_finish(&buffer);
    return 1;
}

void push_utf8_library(lua_State *L) {
    lua_createtable(L, 0, 8);
    luaopen_utf8(L);
    static const char *const names[] = {"codes", "len", "offset"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lua_getfield(L, -1, names[i]);
        lua_pushcclosure(L, metered, 1);
        lua_setfield(L, -3, names[i]);
    }
    lua_getfield(L, -1, "codepoint");
    lua_pushcclosure(L, metered_range, 1);
    lua_setfield(L, -3, "codepoint");
    lua_getfield(L, -1, "charpattern");
    lua_setfield(L, -3, "charpattern");
    lua_pop(L, 1);
    lua_pushcfunction(L, utf8_char);
    lua_setfield(L, -2, "char");
}
