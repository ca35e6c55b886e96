// The keys of a table in an order that is the same in every state, on every machine.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum Rank { RANK_INTEGER, RANK_NUMBER, RANK_STRING, RANK_FALSE, RANK_TRUE };

static Key *next_slot(lua_State *L, size_t count) {
    Sandbox *sandbox = sandbox_of(L);
    size_t at = sandbox->keyCount + count;
    if (at == sandbox->keyCapacity) {
        size_t capacity = at < 64 ? 64 : at * 2;
        Key *grown = realloc(sandbox->keys, capacity * sizeof(Key));
        if (grown == NULL) sandbox_exhaust_memory(L);
        sandbox->keys = grown;
        sandbox->keyCapacity = capacity;
    }
    return &sandbox->keys[at];
}

size_t keys_collect(lua_State *L, int index, bool *unordered) {
    *unordered = false;
    size_t count = 0;
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, "too many nested tables");
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TLIGHTUSERDATA) continue;  // The host's own note on a metatable.
        Key *key = next_slot(L, count);
        *key = (Key){.position = (uint32_t)count};
        switch (lua_type(L, -1)) {
        case LUA_TNUMBER:
            key->rank = lua_isinteger(L, -1) ? RANK_INTEGER : RANK_NUMBER;
            key->integer = key->rank == RANK_INTEGER ? lua_tointeger(L, -1) : 0;
            key->number = key->rank == RANK_NUMBER ? lua_tonumber(L, -1) : 0;
            break;
        case LUA_TSTRING:
            key->rank = RANK_STRING;
            key->text = lua_tolstring(L, -1, &key->count);
            break;
        case LUA_TBOOLEAN:
            key->rank = lua_toboolean(L, -1) ? RANK_TRUE : RANK_FALSE;
            break;
        default:
            *unordered = true;
        }
        count++;
    }
    sandbox_spend(L, count);
    return count;
}

static int compare_keys(const void *left, const void *right) {
    const Key *a = left;
    const Key *b = right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    switch (a->rank) {
    case RANK_INTEGER:
        return (a->integer > b->integer) - (a->integer < b->integer);
    case RANK_NUMBER:
        return (a->number > b->number) - (a->number < b->number);
    case RANK_STRING: {
        size_t common = a->count < b->count ? a->count : b->count;
        int order = memcmp(a->text, b->text, common);
        return order != 0 ? order : (a->count > b->count) - (a->count < b->count);
    }
    default:
        return 0;
    }
}

void keys_sort(Key *keys, size_t count) {
    qsort(keys, count, sizeof(Key), compare_keys);
}

const Key *keys_least(const Key *keys, size_t count) {
    const Key *least = keys;
    for (size_t i = 1; i < count; i++) {
        if (compare_keys(keys + i, least) < 0) least = keys + i;
    }
    return least;
}

void push_key(lua_State *L, const Key *key) {
    switch (key->rank) {
    case RANK_INTEGER: lua_pushinteger(L, key->integer); break;
    case RANK_NUMBER: lua_pushnumber(L, key->number); break;
    case RANK_STRING: lua_pushlstring(L, key->text, key->count); break;
    default: lua_pushboolean(L, key->rank == RANK_TRUE);
    }
}
