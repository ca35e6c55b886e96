// What a guest sees: strict, frozen globals and read-only libraries.
#include "internal.h"

const char guestEnvironmentKey, hostEnvironmentKey, mainKey, packageModulesKey, hostModulesKey, loadedKey, deniedKey;

static int refuse_write(lua_State *L) {
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "this field";
    sandbox_deny(L, name, "'%s' cannot be set here: the table is read-only", name);
}

static int refuse_global_write(lua_State *L) {
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "this name";
    sandbox_deny(L, name, "the global '%s' cannot be set; declare it with 'local'", name);
}

static int refuse_global(lua_State *L) {
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "this name";
    sandbox_deny(L, name, "the global '%s' is not available", name);
}

static void push_proxy(lua_State *L, int table, lua_CFunction refuse) {
    table = lua_absindex(L, table);
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, table);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushboolean(L, 1);
    lua_rawsetp(L, -2, &frozenKey);
    lua_setmetatable(L, -2);
}

void freeze(lua_State *L) {
    push_proxy(L, -1, refuse_write);
    lua_remove(L, -2);
}

// Pushes a frozen environment with the basic functions and the four libraries (at `libraries`…`libraries` + 3).
static void push_environment(lua_State *L, int libraries, bool withHost) {
    static const char *const names[] = {"string", "table", "math", "utf8"};
    lua_createtable(L, 0, 32);
    install_base(L);
    for (int i = 0; i < 4; i++) {
        lua_pushvalue(L, libraries + i);
        lua_setfield(L, -2, names[i]);
    }
    if (withHost) {
        push_host_table(L);
        freeze(L);
        lua_setfield(L, -2, "host");
    }
    lua_pushcfunction(L, base_require);
    lua_setfield(L, -2, "require");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, refuse_global);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    push_proxy(L, -1, refuse_global_write);
    lua_remove(L, -2);
}

void environment_build(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    lua_createtable(L, 0, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &packageModulesKey);
    lua_createtable(L, 0, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &hostModulesKey);

    push_string_library(L);
    // Strings get the plain table behind their methods; a guest never holds it, only proxies.
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    freeze(L);
    int libraries = lua_gettop(L);
    push_table_library(L);
    freeze(L);
    push_math_library(L);
    freeze(L);
    push_utf8_library(L);
    freeze(L);

    push_environment(L, libraries, sandbox->hostVisible);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &guestEnvironmentKey);
    push_environment(L, libraries, true);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &hostEnvironmentKey);
}
