// A stable merge sort on a copy of the elements: an inconsistent comparison gives some order, and never an access
// outside the copy; a comparison that changes the table changes nothing here.
#include "internal.h"

// Stack: 1 the table, 2 the comparison or nil, 3 and 4 the two halves of the work.
static bool comes_before(lua_State *L, int from, lua_Integer left, lua_Integer right) {
    bool compares = !lua_isnil(L, 2);
    if (compares) lua_pushvalue(L, 2);
    lua_rawgeti(L, from, left);
    lua_rawgeti(L, from, right);
    bool before;
    if (compares) {
        lua_call(L, 2, 1);
        before = lua_toboolean(L, -1);
        lua_pop(L, 1);
    } else {
        before = lua_compare(L, -2, -1, LUA_OPLT);
        lua_pop(L, 2);
    }
    return before;
}

static void merge(lua_State *L, int from, int to, lua_Integer start, lua_Integer middle, lua_Integer end) {
    lua_Integer left = start;
    lua_Integer right = middle;
    for (lua_Integer out = start; out < end; out++) {
        sandbox_spend(L, 2);
        // The right element goes first only if it is truly less: equal elements keep their order.
        bool takeRight = left == middle || (right < end && comes_before(L, from, right, left));
        lua_rawgeti(L, from, takeRight ? right++ : left++);
        lua_rawseti(L, to, out);
    }
}

int table_sort(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    refuse_frozen(L, 1);
    lua_settop(L, 2);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
    count = range_count(L, "table.sort", 1, count, RANGE_MAX);
    if (count < 2) return 0;
    sandbox_spend(L, (uint64_t)count);
    lua_createtable(L, (int)count, 0);
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    int from = 3;
    for (lua_Integer width = 1; width < count; width *= 2) {
        int to = 7 - from;
        for (lua_Integer start = 1; start <= count; start += 2 * width) {
            lua_Integer middle = start + width <= count + 1 ? start + width : count + 1;
            lua_Integer end = middle + width <= count + 1 ? middle + width : count + 1;
            merge(L, from, to, start, middle, end);
        }
        from = to;
    }
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}
