// Mathematics that gives the same bits on every machine; exp, log and the trigonometric functions do not.
#include "internal.h"

#include <float.h>
#include <math.h>

static void push_integral(lua_State *L, lua_Number number) {
    lua_Integer integer;
    if (lua_numbertointeger(number, &integer)) {
        lua_pushinteger(L, integer);
    } else {
        lua_pushnumber(L, number);
    }
}

static int math_abs(lua_State *L) {
    if (lua_isinteger(L, 1)) {
        lua_Integer value = lua_tointeger(L, 1);
        lua_pushinteger(L, value < 0 ? (lua_Integer)(0u - (lua_Unsigned)value) : value);
    } else {
        lua_pushnumber(L, fabs(luaL_checknumber(L, 1)));
    }
    return 1;
}

static int math_ceil(lua_State *L) {
    lua_settop(L, 1);
    if (!lua_isinteger(L, 1)) push_integral(L, ceil(luaL_checknumber(L, 1)));
    return 1;
}

static int math_floor(lua_State *L) {
    lua_settop(L, 1);
    if (!lua_isinteger(L, 1)) push_integral(L, floor(luaL_checknumber(L, 1)));
    return 1;
}

static int math_fmod(lua_State *L) {
    if (lua_isinteger(L, 1) && lua_isinteger(L, 2)) {
        lua_Integer divisor = lua_tointeger(L, 2);
        luaL_argcheck(L, divisor != 0, 2, "zero");
        // The smallest integer divided by -1 overflows.
        lua_pushinteger(L, divisor == -1 ? 0 : lua_tointeger(L, 1) % divisor);
    } else {
        lua_pushnumber(L, fmod(luaL_checknumber(L, 1), luaL_checknumber(L, 2)));
    }
    return 1;
}

static int extreme(lua_State *L, bool greatest) {
    int count = lua_gettop(L);
    int best = 1;
    luaL_checknumber(L, 1);
    sandbox_spend(L, (uint64_t)count / 4);
    for (int i = 2; i <= count; i++) {
        luaL_checknumber(L, i);
        if (greatest ? lua_compare(L, best, i, LUA_OPLT) : lua_compare(L, i, best, LUA_OPLT)) best = i;
    }
    lua_pushvalue(L, best);
    return 1;
}

static int math_max(lua_State *L) { return extreme(L, true); }
static int math_min(lua_State *L) { return extreme(L, false); }

static int math_modf(lua_State *L) {
    lua_Number number = luaL_checknumber(L, 1);
    lua_Number whole = number < 0 ? ceil(number) : floor(number);
    lua_pushnumber(L, whole);
    lua_pushnumber(L, number == whole ? 0.0 : number - whole);
    return 2;
}

static int math_sqrt(lua_State *L) {
    lua_pushnumber(L, sqrt(luaL_checknumber(L, 1)));
    return 1;
}

static int math_tointeger(lua_State *L) {
    int isInteger;
    luaL_checkany(L, 1);
    lua_Integer value = lua_type(L, 1) == LUA_TNUMBER ? lua_tointegerx(L, 1, &isInteger) : (isInteger = 0, 0);
    if (isInteger) {
        lua_pushinteger(L, value);
    } else {
        lua_pushnil(L);
    }
    return 1;
}

static int math_type(lua_State *L) {
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
    } else {
        lua_pushnil(L);
    }
    return 1;
}

static int math_ult(lua_State *L) {
    lua_pushboolean(L, (lua_Unsigned)luaL_checkinteger(L, 1) < (lua_Unsigned)luaL_checkinteger(L, 2));
    return 1;
}

// --- Random numbers: xoshiro256** (Blackman and Vigna, https://prng.di.unimi.it), seeded by splitmix64.

static uint64_t rotate_left(uint64_t value, int bits) {
    return value << bits | value >> (64 - bits);
}

static uint64_t random_next(Sandbox *sandbox) {
    uint64_t *s = sandbox->random;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

void random_seed(Sandbox *sandbox, uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        uint64_t mixed = seed += 0x9E3779B97F4A7C15u;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
        sandbox->random[i] = mixed ^ mixed >> 31;
    }
}

static int math_random(lua_State *L) {
    uint64_t next = random_next(sandbox_of(L));
    lua_Integer low = 1;
    lua_Integer high;
    switch (lua_gettop(L)) {
    case 0:
        lua_pushnumber(L, (lua_Number)(next >> 11) * 0x1p-53);
        return 1;
    case 1:
        high = luaL_checkinteger(L, 1);
        if (high == 0) {
            lua_pushinteger(L, (lua_Integer)next);
            return 1;
        }
        break;
    case 2:
        low = luaL_checkinteger(L, 1);
        high = luaL_checkinteger(L, 2);
        break;
    default:
        sandbox_fail(L, "wrong number of arguments to 'random'");
    }
    luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
    uint64_t width = (uint64_t)high - (uint64_t)low + 1;
    // A width of zero is the whole range of integers.
    lua_pushinteger(L, (lua_Integer)((uint64_t)low + (width == 0 ? next : next % width)));
    return 1;
}

// --- Names that exist elsewhere: calling them says why they do not exist here.

static int refuse_seed(lua_State *L) {
    sandbox_deny(L, "math.randomseed", "'math.randomseed' is not available: the host sets the seed of every call");
}

static int refuse_inexact(lua_State *L) {
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    sandbox_deny(L, name, "'%s' is not available: its last digits differ between machines", name);
}

static const luaL_Reg functions[] = {
    {"abs", math_abs}, {"ceil", math_ceil}, {"floor", math_floor}, {"fmod", math_fmod}, {"max", math_max},
    {"min", math_min}, {"modf", math_modf}, {"random", math_random}, {"randomseed", refuse_seed},
    {"sqrt", math_sqrt}, {"tointeger", math_tointeger}, {"type", math_type}, {"ult", math_ult}, {NULL, NULL},
};

static const char *const inexact[] = {"acos", "asin", "atan", "cos", "deg", "exp", "log", "rad", "sin", "tan"};

void push_math_library(lua_State *L) {
    luaL_newlib(L, functions);
    for (size_t i = 0; i < sizeof inexact / sizeof inexact[0]; i++) {
        lua_pushfstring(L, "math.%s", inexact[i]);
        lua_pushcclosure(L, refuse_inexact, 1);
        lua_setfield(L, -2, inexact[i]);
    }
    lua_pushnumber(L, 0x1.921fb54442d18p+1);
    lua_setfield(L, -2, "pi");
    lua_pushnumber(L, (lua_Number)HUGE_VAL);
    lua_setfield(L, -2, "huge");
    lua_pushinteger(L, LUA_MAXINTEGER);
    lua_setfield(L, -2, "maxinteger");
    lua_pushinteger(L, LUA_MININTEGER);
    lua_setfield(L, -2, "mininteger");
}
