// Metatables belong to the host: what is installed is a copy with the allowed events only, so that nothing a guest
// adds later (a finalizer, weak keys) can reach the collector.
#include "internal.h"

#include <string.h>

const char frozenKey;
// In a guest's metatable: the copy made of it. In a copy: the guest's metatable.
static const char counterpartKey;

static const char *const events[] = {
    "__index", "__newindex", "__call", "__add", "__sub", "__mul", "__div", "__idiv", "__mod", "__pow", "__unm",
    "__band", "__bor", "__bxor", "__bnot", "__shl", "__shr", "__concat", "__len", "__eq", "__lt", "__le",
    "__tostring", "__pairs", "__metatable",
};
#define EVENT_COUNT (int)(sizeof events / sizeof events[0])

static const char *const deniedEvents[] = {"__gc", "__close", "__mode"};

static bool is_frozen(lua_State *L, int index) {
    if (!lua_getmetatable(L, index)) return false;
    bool frozen = lua_rawgetp(L, -1, &frozenKey) != LUA_TNIL;
    lua_pop(L, 2);
    return frozen;
}

void refuse_frozen(lua_State *L, int index) {
    if (is_frozen(L, index)) sandbox_deny(L, "write", "this table is read-only");
}

static void check_events(lua_State *L, int index) {
    for (size_t i = 0; i < sizeof deniedEvents / sizeof deniedEvents[0]; i++) {
        lua_pushstring(L, deniedEvents[i]);
        if (lua_rawget(L, index) != LUA_TNIL) {
            sandbox_deny(L, deniedEvents[i], "a metatable with '%s' is not available", deniedEvents[i]);
        }
        lua_pop(L, 1);
    }
    lua_pushliteral(L, "__call");
    int type = lua_rawget(L, index);
    // A table there is looked up again and again inside one instruction, for ever if it is its own metatable.
    if (type != LUA_TNIL && type != LUA_TFUNCTION) sandbox_deny(L, "__call", "'__call' must be a function");
    lua_pop(L, 1);
}

// Pushes the copy made of this metatable before and true, if the guest has changed no event since.
static bool push_current_copy(lua_State *L, int index) {
    if (lua_rawgetp(L, index, &counterpartKey) != LUA_TTABLE) {
        lua_pop(L, 1);
        return false;
    }
    int copy = lua_gettop(L);
    for (int i = 1; i <= EVENT_COUNT; i++) {
        lua_pushvalue(L, lua_upvalueindex(i));
        lua_rawget(L, index);
        lua_pushvalue(L, lua_upvalueindex(i));
        lua_rawget(L, copy);
        bool same = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
        if (!same) {
            lua_pop(L, 1);
            return false;
        }
    }
    return true;
}

static void push_new_copy(lua_State *L, int index) {
    lua_createtable(L, 0, 4);
    int copy = lua_gettop(L);
    for (int i = 1; i <= EVENT_COUNT; i++) {
        lua_pushvalue(L, lua_upvalueindex(i));
        lua_pushvalue(L, -1);
        if (lua_rawget(L, index) != LUA_TNIL) {
            lua_rawset(L, copy);
        } else {
            lua_pop(L, 2);
        }
    }
    lua_pushvalue(L, index);
    lua_rawsetp(L, copy, &counterpartKey);
    if (!is_frozen(L, index)) {
        lua_pushvalue(L, copy);
        lua_rawsetp(L, index, &counterpartKey);
    }
}

// Upvalues: the names of the events, so that no text is hashed for each of them in every call.
static int base_setmetatable(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    lua_settop(L, 2);
    sandbox_spend(L, 16);
    refuse_frozen(L, 1);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) sandbox_fail(L, "cannot change a protected metatable");
    if (lua_istable(L, 2)) {
        check_events(L, 2);
        if (!push_current_copy(L, 2)) {
            push_new_copy(L, 2);
        }
    }
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

void push_setmetatable(lua_State *L) {
    luaL_checkstack(L, EVENT_COUNT, NULL);
    for (int i = 0; i < EVENT_COUNT; i++) lua_pushstring(L, events[i]);
    lua_pushcclosure(L, base_setmetatable, EVENT_COUNT);
}

int base_getmetatable(lua_State *L) {
    luaL_checkany(L, 1);
    // The metatable of strings is shared by everything in the state.
    if (lua_type(L, 1) != LUA_TTABLE || !lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushliteral(L, "__metatable");
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
    lua_pop(L, 1);
    lua_rawgetp(L, -1, &counterpartKey);
    return 1;
}
