// Deterministic iteration: `pairs` walks a snapshot of the keys in the fixed order of keys.c.
#include "internal.h"

#include <string.h>

// Upvalues: the length when the loop began. The control variable is the last index.
static int next_in_sequence(lua_State *L) {
    lua_Integer count = lua_tointeger(L, lua_upvalueindex(1));
    lua_Integer index = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
    luaL_checktype(L, 1, LUA_TTABLE);
    while (index < count) {
        index++;
        if (lua_rawgeti(L, 1, index) != LUA_TNIL) {
            lua_pushinteger(L, index);
            lua_insert(L, -2);
            return 2;
        }
        lua_pop(L, 1);
        sandbox_spend(L, 1);
    }
    return 0;
}

typedef struct Walk {
    uint32_t next;
    uint32_t count;
    uint32_t positions[];
} Walk;

// Upvalues: the table, its keys as found, a Walk with their order.
static int next_in_order(lua_State *L) {
    Walk *walk = lua_touserdata(L, lua_upvalueindex(3));
    while (walk->next < walk->count) {
        lua_rawgeti(L, lua_upvalueindex(2), (lua_Integer)walk->positions[walk->next++] + 1);
        lua_pushvalue(L, -1);
        // A field that was removed meanwhile is passed over.
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 2;
        lua_pop(L, 2);
        sandbox_spend(L, 1);
    }
    return 0;
}

// Whether the keys are 1 to n, which lua_next then meets in that order; sets the count.
static bool is_sequence(lua_State *L, lua_Integer *count) {
    *count = 0;
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pop(L, 1);
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) != *count + 1) {
            lua_pop(L, 1);
            return false;
        }
        ++*count;
    }
    return true;
}

static void push_ordered_walk(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    bool unordered;
    size_t count = keys_collect(L, 1, &unordered);
    if (unordered) sandbox_deny(L, "pairs", "'pairs' over keys that are tables or functions has no stable order");
    sandbox_spend(L, count);
    lua_pushvalue(L, 1);
    lua_createtable(L, (int)count, 0);
    lua_Integer found = 0;
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TLIGHTUSERDATA) continue;
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, ++found);
    }
    Walk *walk = lua_newuserdatauv(L, sizeof(Walk) + count * sizeof(uint32_t), 0);
    Key *keys = sandbox->keys + sandbox->keyCount;
    keys_sort(keys, count);
    walk->next = 0;
    walk->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) walk->positions[i] = keys[i].position;
    lua_pushcclosure(L, next_in_order, 3);
}

int base_pairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_Integer count;
    if (is_sequence(L, &count)) {
        sandbox_spend(L, (uint64_t)count / 4);
        lua_pushinteger(L, count);
        lua_pushcclosure(L, next_in_sequence, 1);
    } else {
        push_ordered_walk(L);
    }
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

static int next_index(lua_State *L) {
    lua_Integer index = (lua_Integer)((lua_Unsigned)luaL_checkinteger(L, 2) + 1);
    lua_pushinteger(L, index);
    return lua_geti(L, 1, index) == LUA_TNIL ? 1 : 2;
}

int base_ipairs(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushcfunction(L, next_index);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

// With a key it would show the order of the hash table; without one it tells whether a table is empty.
int base_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2)) sandbox_deny(L, "next", "'next' with a key is not available; use 'pairs'");
    lua_settop(L, 1);
    bool unordered;
    size_t count = keys_collect(L, 1, &unordered);
    if (unordered) sandbox_deny(L, "next", "'next' over keys that are tables or functions has no stable order");
    if (count == 0) {
        lua_pushnil(L);
        return 1;
    }
    Sandbox *sandbox = sandbox_of(L);
    push_key(L, keys_least(sandbox->keys + sandbox->keyCount, count));
    lua_pushvalue(L, -1);
    lua_rawget(L, 1);
    return 2;
}
