// The basic functions. What is missing here (load, collectgarbage, print, …) is missing on purpose.
#include "internal.h"

#include <math.h>
#include <string.h>

static int base_assert(lua_State *L) {
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1)) return lua_gettop(L);
    if (lua_gettop(L) < 2) sandbox_fail(L, "assertion failed!");
    lua_settop(L, 2);
    return lua_error(L);
}

// Whether Lua code runs at this level; `pcall(error, "x")` has no place to tell.
static bool has_place(lua_State *L, int level) {
    lua_Debug activation;
    return lua_getstack(L, level, &activation) && lua_getinfo(L, "l", &activation) && activation.currentline > 0;
}

static int base_error(lua_State *L) {
    lua_Integer asked = luaL_optinteger(L, 2, 1);
    int level = asked < 0 || asked > 1000 ? 0 : (int)asked;
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0 && has_place(L, level)) {
        push_place(L, level);
        lua_insert(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

// What a protected call costs, and what its error does: unwinding and wording take longer than any instruction.
#define PROTECTED_CALL_FUEL 5
#define ERROR_FUEL 50

// A condemned call stays condemned: whatever a guest catches, it never learns of that.
static void rethrow_death(lua_State *L) {
    if (sandbox_of(L)->death != SANDBOX_OK) sandbox_raise_death(L);
}

static int base_pcall(lua_State *L) {
    luaL_checkany(L, 1);
    sandbox_spend(L, PROTECTED_CALL_FUEL);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
    rethrow_death(L);
    if (status == LUA_OK) return lua_gettop(L);
    sandbox_spend(L, ERROR_FUEL);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

// The handler runs after unwinding: Lua's own would run inside the error, with hooks off.
static int base_xpcall(lua_State *L) {
    luaL_checktype(L, 2, LUA_TFUNCTION);
    sandbox_spend(L, PROTECTED_CALL_FUEL);
    int arguments = lua_gettop(L) - 2;
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    int status = lua_pcall(L, arguments, LUA_MULTRET, 0);
    rethrow_death(L);
    if (status == LUA_OK) return lua_gettop(L) - 2;
    sandbox_spend(L, ERROR_FUEL);
    lua_pushvalue(L, 2);
    lua_insert(L, -2);
    lua_call(L, 1, LUA_MULTRET);
    lua_pushboolean(L, 0);
    lua_replace(L, 3);
    return lua_gettop(L) - 2;
}

static int base_rawequal(lua_State *L) {
    luaL_checkany(L, 1);
    luaL_checkany(L, 2);
    lua_pushboolean(L, lua_rawequal(L, 1, 2));
    return 1;
}

static int base_rawget(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    lua_rawget(L, 1);
    return 1;
}

static int base_rawlen(lua_State *L) {
    int type = lua_type(L, 1);
    luaL_argexpected(L, type == LUA_TTABLE || type == LUA_TSTRING, 1, "table or string");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

static int base_rawset(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    luaL_checkany(L, 3);
    refuse_frozen(L, 1);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int base_select(lua_State *L) {
    int count = lua_gettop(L);
    if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
        lua_pushinteger(L, count - 1);
        return 1;
    }
    lua_Integer from = luaL_checkinteger(L, 1);
    if (from < 0) from = count + from;
    if (from > count) from = count;
    luaL_argcheck(L, from >= 1, 1, "index out of range");
    return count - (int)from;
}

static int digit_value(int c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

static bool is_space(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Digits in `base` with an optional minus sign and blanks around; wraps around as Lua's integers do.
static bool parse_integer(const char *at, const char *end, int base, lua_Integer *result) {
    while (at < end && is_space(*at)) at++;
    while (at < end && is_space(end[-1])) end--;
    bool negative = at < end && *at == '-';
    if (negative) at++;
    if (at == end) return false;
    lua_Unsigned value = 0;
    for (; at < end; at++) {
        int digit = digit_value((unsigned char)*at);
        if (digit >= base) return false;
        value = value * (lua_Unsigned)base + (lua_Unsigned)digit;
    }
    *result = (lua_Integer)(negative ? 0u - value : value);
    return true;
}

static int base_tonumber(lua_State *L) {
    size_t count = 0;
    if (lua_isnoneornil(L, 2)) {
        luaL_checkany(L, 1);
        if (lua_type(L, 1) == LUA_TNUMBER) {
            lua_settop(L, 1);
            return 1;
        }
        const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &count) : NULL;
        sandbox_spend(L, count / 16);
        if (text != NULL && lua_stringtonumber(L, text) == count + 1) return 1;
        lua_pushnil(L);
        return 1;
    }
    lua_Integer base = luaL_checkinteger(L, 2);
    luaL_checktype(L, 1, LUA_TSTRING);
    const char *text = lua_tolstring(L, 1, &count);
    luaL_argcheck(L, base >= 2 && base <= 36, 2, "base out of range");
    sandbox_spend(L, count / 16);
    lua_Integer result;
    if (parse_integer(text, text + count, (int)base, &result)) {
        lua_pushinteger(L, result);
    } else {
        lua_pushnil(L);
    }
    return 1;
}

void push_tostring(lua_State *L, int index) {
    index = lua_absindex(L, index);
    if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
        lua_pushvalue(L, index);
        lua_call(L, 1, 1);
        if (lua_type(L, -1) != LUA_TSTRING) sandbox_fail(L, "'__tostring' must return a string");
        return;
    }
    switch (lua_type(L, index)) {
    case LUA_TNIL: lua_pushliteral(L, "nil"); break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TSTRING: lua_pushvalue(L, index); break;
    case LUA_TNUMBER: {
        lua_Number number = lua_tonumber(L, index);
        // The sign of a NaN differs between processors.
        if (!lua_isinteger(L, index) && isnan(number)) {
            lua_pushliteral(L, "nan");
        } else {
            lua_pushvalue(L, index);
            lua_tolstring(L, -1, NULL);
        }
        break;
    }
    default: lua_pushstring(L, luaL_typename(L, index));  // No address: it would differ from run to run.
    }
}

static int base_tostring(lua_State *L) {
    luaL_checkany(L, 1);
    push_tostring(L, 1);
    return 1;
}

static int base_type(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

static const luaL_Reg functions[] = {
    {"assert", base_assert}, {"error", base_error}, {"getmetatable", base_getmetatable}, {"ipairs", base_ipairs},
    {"next", base_next}, {"pairs", base_pairs}, {"pcall", base_pcall}, {"rawequal", base_rawequal},
    {"rawget", base_rawget}, {"rawlen", base_rawlen}, {"rawset", base_rawset}, {"select", base_select},
    {"tonumber", base_tonumber}, {"tostring", base_tostring}, {"type", base_type}, {"xpcall", base_xpcall},
    {NULL, NULL},
};

void install_base(lua_State *L) {
    luaL_setfuncs(L, functions, 0);
    push_setmetatable(L);
    lua_setfield(L, -2, "setmetatable");
    lua_pushliteral(L, "Lua 5.4");
    lua_setfield(L, -2, "_VERSION");
}
