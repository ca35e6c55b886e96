// Decodes a tape into Lua values, inside the protected call.
#include "internal.h"

#include <string.h>

static void need(lua_State *L, const uint8_t *at, const uint8_t *end, size_t count) {
    if ((size_t)(end - at) < count) luaL_error(L, "the host's tape is cut short");
}

static uint32_t read_count(lua_State *L, const uint8_t **at, const uint8_t *end) {
    need(L, *at, end, 4);
    const uint8_t *b = *at;
    *at += 4;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint64_t read_word(lua_State *L, const uint8_t **at, const uint8_t *end) {
    need(L, *at, end, 8);
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--) word = word << 8 | (*at)[i];
    *at += 8;
    return word;
}

static void push_text(lua_State *L, const uint8_t **at, const uint8_t *end) {
    uint32_t count = read_count(L, at, end);
    need(L, *at, end, count);
    lua_pushlstring(L, (const char *)*at, count);
    *at += count;
}

uint32_t tape_list_count(lua_State *L, const uint8_t **at, const uint8_t *end) {
    need(L, *at, end, 1);
    if (*(*at)++ != SANDBOX_TAG_LIST) luaL_error(L, "the host's tape holds no list");
    return read_count(L, at, end);
}

// An element takes at least one byte, so a count cannot ask for more slots than the tape has bytes.
static int size_hint(const uint8_t *at, const uint8_t *end, uint32_t count) {
    size_t left = (size_t)(end - at);
    return (int)(count < left ? count : left);
}

void tape_push(lua_State *L, const uint8_t **at, const uint8_t *end, int depth) {
    if (depth > INPUT_DEPTH_MAX) luaL_error(L, "the host's tape is nested too deeply");
    luaL_checkstack(L, 4, "the host's tape is nested too deeply");
    need(L, *at, end, 1);
    switch (*(*at)++) {
    case SANDBOX_TAG_NIL: lua_pushnil(L); break;
    case SANDBOX_TAG_FALSE: lua_pushboolean(L, 0); break;
    case SANDBOX_TAG_TRUE: lua_pushboolean(L, 1); break;
    case SANDBOX_TAG_INTEGER: lua_pushinteger(L, (lua_Integer)read_word(L, at, end)); break;
    case SANDBOX_TAG_NUMBER: {
        uint64_t word = read_word(L, at, end);
        double number;
        memcpy(&number, &word, sizeof number);
        lua_pushnumber(L, number);
        break;
    }
    case SANDBOX_TAG_STRING: push_text(L, at, end); break;
    case SANDBOX_TAG_LIST: {
        uint32_t count = read_count(L, at, end);
        lua_createtable(L, size_hint(*at, end, count), 0);
        for (uint32_t i = 1; i <= count; i++) {
            tape_push(L, at, end, depth + 1);
            lua_rawseti(L, -2, i);
        }
        break;
    }
    case SANDBOX_TAG_MAP: {
        uint32_t count = read_count(L, at, end);
        lua_createtable(L, 0, size_hint(*at, end, count));
        for (uint32_t i = 0; i < count; i++) {
            push_text(L, at, end);
            tape_push(L, at, end, depth + 1);
            lua_rawset(L, -3);
        }
        break;
    }
    default: luaL_error(L, "the host's tape holds an unknown tag");
    }
}
