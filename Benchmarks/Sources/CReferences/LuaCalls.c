/* The tape, in little-endian: each argument is one value; a value is a letter and what belongs to it.
 *   z nil · t true · f false · i int64 · d double · s u32 length, bytes
 *   l u32 count, values · m u32 count, (u32 length, key bytes, value)… */
#include <stdlib.h>
#include <string.h>
#if __has_include(<lua5.4/lua.h>)
#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#include <lua5.4/lualib.h>
#else
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#endif
#include <stdint.h>

#include "CReferences.h"
#include "Support.h"

struct ReferenceLua {
    lua_State *state;
    int handler;
    long result_values;
};

typedef struct {
    const unsigned char *at, *end;
} Tape;

static void take(Tape *tape, void *value, size_t size) {
    memcpy(value, tape->at, size);
    tape->at += size;
}

static void push_text(lua_State *state, Tape *tape) {
    uint32_t length;
    take(tape, &length, sizeof length);
    lua_pushlstring(state, (const char *)tape->at, length);
    tape->at += length;
}

static void push_value(lua_State *state, Tape *tape) {
    unsigned char letter = *tape->at++;
    uint32_t count;
    int64_t integer;
    double number;
    switch (letter) {
    case 't': lua_pushboolean(state, 1); break;
    case 'f': lua_pushboolean(state, 0); break;
    case 'i':
        take(tape, &integer, sizeof integer);
        lua_pushinteger(state, integer);
        break;
    case 'd':
        take(tape, &number, sizeof number);
        lua_pushnumber(state, number);
        break;
    case 's': push_text(state, tape); break;
    case 'l':
        take(tape, &count, sizeof count);
        lua_createtable(state, (int)count, 0);
        for (uint32_t index = 1; index <= count; index++) {
            push_value(state, tape);
            lua_rawseti(state, -2, index);
        }
        break;
    case 'm':
        take(tape, &count, sizeof count);
        lua_createtable(state, 0, (int)count);
        for (uint32_t index = 0; index < count; index++) {
            push_text(state, tape);
            push_value(state, tape);
            lua_rawset(state, -3);
        }
        break;
    default: lua_pushnil(state);
    }
}

/* Reads the value on top of the stack, and leaves it there; answers how many values it is made of. */
static long read_value(lua_State *state) {
    long values = 1;
    size_t length;
    switch (lua_type(state, -1)) {
    case LUA_TSTRING: lua_tolstring(state, -1, &length); break;
    case LUA_TNUMBER: (void)lua_tonumber(state, -1); break;
    case LUA_TTABLE:
        for (lua_pushnil(state); lua_next(state, -2); lua_pop(state, 1)) values += read_value(state);
        break;
    default: break;
    }
    return values;
}

/* Runs protected, so that no error of Lua's leaves it: upvalue-free, its arguments are the two light pointers. */
static int call_once(lua_State *state) {
    ReferenceLua *reference = lua_touserdata(state, 1);
    Tape tape = *(Tape *)lua_touserdata(state, 2);
    lua_settop(state, 0);
    luaL_checkstack(state, 200, NULL);
    lua_rawgeti(state, LUA_REGISTRYINDEX, reference->handler);
    int arguments = 0;
    for (; tape.at < tape.end; arguments++) push_value(state, &tape);
    lua_call(state, arguments, 1);
    reference->result_values = read_value(state);
    return 0;
}

static int load(ReferenceLua *reference, const char *module, const char *chunk, const char *handler) {
    lua_State *state = reference->state;
    luaL_openlibs(state);
    luaL_getsubtable(state, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    if (luaL_loadstring(state, module) != LUA_OK) return -1;
    lua_setfield(state, -2, "stoa");
    lua_pop(state, 1);
    if (luaL_dostring(state, chunk) != LUA_OK) return -1;
    if (!lua_istable(state, -1) || lua_getfield(state, -1, handler) != LUA_TFUNCTION) {
        lua_pushstring(state, "the chunk returns no such handler");
        return -1;
    }
    reference->handler = luaL_ref(state, LUA_REGISTRYINDEX);
    lua_settop(state, 0);
    return 0;
}

ReferenceLua *reference_lua_open(const char *module, const char *chunk, const char *handler) {
    ReferenceLua *reference = calloc(1, sizeof *reference);
    if (!reference) return NULL;
    reference->state = luaL_newstate();
    if (!reference->state || load(reference, module, chunk, handler) < 0) {
        fail("bare Lua", reference->state ? lua_tostring(reference->state, -1) : "no memory");
        reference_lua_close(reference);
        return NULL;
    }
    return reference;
}

double reference_lua_nanoseconds(ReferenceLua *reference, const unsigned char *tape, size_t length, double seconds) {
    lua_State *state = reference->state;
    Tape arguments = {tape, tape + length};
    double start = now(), end = start;
    long calls = 0;
    while (end - start < seconds) {
        /* The clock is read once in 64 calls: it costs as much as an empty call. */
        for (int index = 0; index < 64; index++, calls++) {
            lua_pushcfunction(state, call_once);
            lua_pushlightuserdata(state, reference);
            lua_pushlightuserdata(state, &arguments);
            if (lua_pcall(state, 2, 0, 0) != LUA_OK) return fail("bare Lua call", lua_tostring(state, -1));
        }
        end = now();
    }
    return (end - start) * 1e9 / (double)calls;
}

long reference_lua_result_values(const ReferenceLua *reference) { return reference->result_values; }

void reference_lua_close(ReferenceLua *reference) {
    if (reference->state) lua_close(reference->state);
    free(reference);
}
