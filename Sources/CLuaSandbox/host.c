// The way out of the sandbox: declared host functions, the log, and `require`.
#include "internal.h"

#include <string.h>

// Every line costs at least this much, so that a flood ends by itself.
#define LOG_PRICE 20

static void check_arguments(lua_State *L, const char *name, const char *code) {
    if (code == NULL) return;
    Sandbox *sandbox = sandbox_of(L);
    lua_pushfstring(L, "bad argument %s to '%s': it %s", sandbox->path, name, sandbox->message);
    // The words are now in the error; the report starts clean.
    sandbox->path[0] = 0;
    sandbox->message[0] = 0;
    sandbox_fail(L, "%s", lua_tostring(L, -1));
}

// Upvalues: the function's index and its name. Only here, after the host has returned, is an error raised.
static int call_host(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    uint32_t function = (uint32_t)lua_tointeger(L, lua_upvalueindex(1));
    const char *name = lua_tostring(L, lua_upvalueindex(2));
    sandbox_spend(L, sandbox->functions[function].price);
    sandbox->arguments.count = 0;
    sandbox->reply.count = 0;
    check_arguments(L, name, tape_write_arguments(L, 1, &sandbox->arguments));
    sandbox_spend(L, sandbox->arguments.count / 64);
    int32_t status = SANDBOX_HOST_ERROR;
    if (sandbox->callback != NULL) {
        status = sandbox->callback(sandbox->context, function, sandbox->arguments.data, sandbox->arguments.count);
    }
    sandbox_spend(L, sandbox->reply.count / 64);
    if (status == SANDBOX_HOST_VALUE) {
        const uint8_t *at = sandbox->reply.data;
        if (sandbox->reply.count == 0) return 0;
        tape_push(L, &at, at + sandbox->reply.count, 0);
        return 1;
    }
    lua_pushlstring(L, (const char *)sandbox->reply.data, sandbox->reply.count);
    if (status == SANDBOX_HOST_DENIED) sandbox_deny(L, name, "%s", lua_tostring(L, -1));
    sandbox_fail(L, "%s", lua_tostring(L, -1));
}

static int host_log(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    int count = lua_gettop(L);
    sandbox_spend(L, LOG_PRICE);
    Bytes *log = &sandbox->log;
    for (int index = 1; index <= count; index++) {
        size_t length;
        push_tostring(L, index);
        const char *text = lua_tolstring(L, -1, &length);
        size_t room = log->count < sandbox->limits.logBytes ? (size_t)sandbox->limits.logBytes - log->count : 0;
        if (length + 1 > room) {
            sandbox->logTruncated = true;
            length = room > 0 ? room - 1 : 0;
        }
        if (index > 1 && room > 0) bytes_append(log, " ", 1);
        append_sanitized(log, text, length);
        lua_pop(L, 1);
    }
    if (log->count < sandbox->limits.logBytes) bytes_append(log, "\n", 1);
    return 0;
}

static int refuse_undeclared(lua_State *L) {
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "this field";
    sandbox_deny(L, name, "'%s' is not granted", name);
}

void push_host_table(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    lua_createtable(L, 0, (int)sandbox->functionCount + 1);
    lua_pushcfunction(L, host_log);
    lua_setfield(L, -2, "log");
    for (uint32_t i = 0; i < sandbox->functionCount; i++) {
        lua_pushinteger(L, i);
        lua_pushstring(L, sandbox->functions[i].name);
        lua_pushvalue(L, -1);
        lua_insert(L, -3);
        lua_pushcclosure(L, call_host, 2);
        lua_settable(L, -3);
    }
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, refuse_undeclared);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

// How deep the tables of a host module are searched for functions.
#define MODULE_DEPTH_MAX 4

// Upvalue: a function of a host module.
static int call_through(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

// Puts a C function before every function in the table at the top: `return stoa.list(x)` is a tail call, which would
// drop the guest's frame, and with it the line for the error, if it went to a Lua function.
static void keep_frames(lua_State *L, int depth) {
    luaL_checkstack(L, 6, NULL);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (lua_isfunction(L, -1) && !lua_iscfunction(L, -1)) {
            lua_pushcclosure(L, call_through, 1);
            lua_pushvalue(L, -2);
            lua_insert(L, -2);
            lua_rawset(L, -4);
        } else {
            if (lua_istable(L, -1) && depth < MODULE_DEPTH_MAX) keep_frames(L, depth + 1);
            lua_pop(L, 1);
        }
    }
}

// Runs a module at most once a call, so that nothing of it survives the call.
int base_require(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    sandbox_spend(L, 4);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &loadedKey);
    lua_pushvalue(L, 1);
    int found = lua_rawget(L, 2);
    if (found == LUA_TLIGHTUSERDATA) sandbox_fail(L, "module '%s' requires itself", name);
    if (found != LUA_TNIL) return 1;
    lua_pop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &hostModulesKey);
    lua_pushvalue(L, 1);
    bool isHost = lua_rawget(L, 3) != LUA_TNIL;
    if (!isHost) {
        lua_settop(L, 2);
        lua_rawgetp(L, LUA_REGISTRYINDEX, &packageModulesKey);
        lua_pushvalue(L, 1);
        if (lua_rawget(L, 3) == LUA_TNIL) sandbox_deny(L, name, "there is no module '%s' in this package", name);
    }
    lua_pushvalue(L, 1);
    lua_pushlightuserdata(L, (void *)&loadedKey);
    lua_rawset(L, 2);
    lua_call(L, 0, 1);
    if (isHost && lua_istable(L, -1)) keep_frames(L, 1);
    if (lua_isnil(L, -1)) {
        lua_pushboolean(L, 1);
        lua_replace(L, -2);
    }
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, 2);
    return 1;
}
