// The table library, raw and range-checked: a lying `__len` or an `__index` in C could otherwise keep it busy for ever.
#include "internal.h"

lua_Integer range_count(lua_State *L, const char *function, lua_Integer first, lua_Integer last, lua_Integer max) {
    if (first > last) return 0;
    lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first;
    if (count >= (lua_Unsigned)max) sandbox_deny(L, function, "'%s' may not span more than %d elements", function, (int)max);
    return (lua_Integer)count + 1;
}

static lua_Integer table_length(lua_State *L, int index) {
    luaL_checktype(L, index, LUA_TTABLE);
    return (lua_Integer)lua_rawlen(L, index);
}

static int table_concat(lua_State *L) {
    lua_Integer last = table_length(L, 1);
    size_t separatorCount;
    const char *separator = luaL_optlstring(L, 2, "", &separatorCount);
    lua_Integer first = luaL_optinteger(L, 3, 1);
    last = luaL_optinteger(L, 4, last);
    lua_Integer count = range_count(L, "table.concat", first, last, RANGE_MAX);
    sandbox_spend(L, (uint64_t)count);
    TextBuffer buffer;
    text_begin(L, &buffer);
    for (lua_Integer i = 0; i < count; i++) {
        int type = lua_rawgeti(L, 1, first + i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER) {
            sandbox_fail(L, "invalid value (%s) at index %I in table for 'concat'", lua_typename(L, type), first + i);
        }
        if (type == LUA_TNUMBER) {
            push_tostring(L, -1);
            lua_remove(L, -2);
        }
        text_append_top(&buffer);
        if (i + 1 < count) text_append(&buffer, separator, separatorCount);
    }
    text_finish(&buffer);
    return 1;
}

static int table_insert(lua_State *L) {
    lua_Integer length = table_length(L, 1);
    refuse_frozen(L, 1);
    lua_Integer end = length + 1;
    switch (lua_gettop(L)) {
    case 2:
        lua_rawseti(L, 1, end);
        return 0;
    case 3: {
        lua_Integer position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, position >= 1 && position <= end, 2, "position out of bounds");
        sandbox_spend(L, (uint64_t)(end - position));
        for (lua_Integer i = end; i > position; i--) {
            lua_rawgeti(L, 1, i - 1);
            lua_rawseti(L, 1, i);
        }
        lua_rawseti(L, 1, position);
        return 0;
    }
    default:
        sandbox_fail(L, "wrong number of arguments to 'insert'");
    }
}

static int table_remove(lua_State *L) {
    lua_Integer length = table_length(L, 1);
    refuse_frozen(L, 1);
    lua_Integer position = luaL_optinteger(L, 2, length);
    if (position != length) luaL_argcheck(L, position >= 1 && position <= length + 1, 2, "position out of bounds");
    lua_rawgeti(L, 1, position);
    if (position <= length) sandbox_spend(L, (uint64_t)(length - position));
    for (; position < length; position++) {
        lua_rawgeti(L, 1, position + 1);
        lua_rawseti(L, 1, position);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, position);
    return 1;
}

static int table_move(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer first = luaL_checkinteger(L, 2);
    lua_Integer last = luaL_checkinteger(L, 3);
    lua_Integer to = luaL_checkinteger(L, 4);
    int target = lua_isnoneornil(L, 5) ? 1 : 5;
    luaL_checktype(L, target, LUA_TTABLE);
    refuse_frozen(L, target);
    lua_Integer count = range_count(L, "table.move", first, last, RANGE_MAX);
    luaL_argcheck(L, count == 0 || to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    sandbox_spend(L, (uint64_t)count);
    bool overlapsAhead = to > first && to <= last && (target == 1 || lua_rawequal(L, 1, target));
    for (lua_Integer i = 0; i < count; i++) {
        lua_Integer offset = overlapsAhead ? count - 1 - i : i;
        lua_rawgeti(L, 1, first + offset);
        lua_rawseti(L, target, to + offset);
    }
    lua_pushvalue(L, target);
    return 1;
}

static int table_pack(lua_State *L) {
    int count = lua_gettop(L);
    sandbox_spend(L, (uint64_t)count);
    lua_createtable(L, count, 1);
    lua_insert(L, 1);
    for (int i = count; i >= 1; i--) lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    return 1;
}

static int table_unpack(lua_State *L) {
    lua_Integer last = table_length(L, 1);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    last = luaL_optinteger(L, 3, last);
    int count = (int)range_count(L, "table.unpack", first, last, RESULTS_MAX);
    sandbox_spend(L, (uint64_t)count);
    luaL_checkstack(L, count, "too many results to unpack");
    for (int i = 0; i < count; i++) lua_rawgeti(L, 1, first + i);
    return count;
}

static const luaL_Reg functions[] = {
    {"concat", table_concat}, {"insert", table_insert}, {"move", table_move},     {"pack", table_pack},
    {"remove", table_remove}, {"sort", table_sort},     {"unpack", table_unpack}, {NULL, NULL},
};

void push_table_library(lua_State *L) {
    luaL_newlib(L, functions);
}
