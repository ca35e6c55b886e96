// How a call ended, in words: errors that the guest may catch, and the report that the host reads.
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_clear(Sandbox *sandbox) {
    sandbox->outcome = SANDBOX_OK;
    sandbox->code = NULL;
    sandbox->message[0] = 0;
    sandbox->path[0] = 0;
    sandbox->deniedName[0] = 0;
    sandbox->denials = 0;
    sandbox->result.count = 0;
    sandbox->arguments.count = 0;
    sandbox->reply.count = 0;
    sandbox->log.count = 0;
    sandbox->logTruncated = false;
    sandbox->keyCount = 0;
}

// Copies without control characters: a message ends up in logs and terminals.
static size_t sanitize(char *to, size_t room, const char *from, size_t count) {
    size_t written = 0;
    for (size_t i = 0; i < count && written < room; i++) {
        unsigned char byte = (unsigned char)from[i];
        to[written++] = byte < 0x20 || byte == 0x7F ? ' ' : (char)byte;
    }
    return written;
}

void append_sanitized(Bytes *bytes, const char *text, size_t count) {
    char chunk[256];
    while (count > 0) {
        size_t part = count < sizeof chunk ? count : sizeof chunk;
        sanitize(chunk, sizeof chunk, text, part);
        if (!bytes_append(bytes, chunk, part)) return;
        text += part;
        count -= part;
    }
}

static void set_message(Sandbox *sandbox, const char *text, size_t count) {
    size_t written = sanitize(sandbox->message, sizeof sandbox->message - 1, text, count);
    sandbox->message[written] = 0;
}

void report_set(Sandbox *sandbox, SandboxOutcome outcome, const char *code, const char *format, ...) {
    sandbox->outcome = outcome;
    sandbox->code = code;
    char text[sizeof sandbox->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    set_message(sandbox, text, strlen(text));
}

void report_death(Sandbox *sandbox) {
    const char *place = sandbox->deathPlace;
    switch (sandbox->death) {
    case SANDBOX_FUEL:
        report_set(
            sandbox, SANDBOX_FUEL, "plugin.fuelExhausted", "%sused up its %llu units of fuel", place,
            (unsigned long long)sandbox->limits.fuel);
        break;
    case SANDBOX_MEMORY:
        report_set(
            sandbox, SANDBOX_MEMORY, "plugin.memoryExhausted", "%sneeds more than %llu bytes, or %llu in one piece", place,
            (unsigned long long)sandbox->limits.memoryBytes, (unsigned long long)sandbox->limits.blockBytes);
        break;
    default:
        report_set(
            sandbox, SANDBOX_DEADLINE, "plugin.deadlineExceeded", "%sdid not answer within its time", place);
    }
}

void report_error_value(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    if (sandbox->death != SANDBOX_OK) {
        report_death(sandbox);
        return;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &deniedKey);
    bool denied = lua_type(L, -1) == LUA_TSTRING && lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    SandboxOutcome outcome = denied ? SANDBOX_DENIED : SANDBOX_RUNTIME;
    const char *code = denied ? "plugin.denied" : "plugin.runtime";
    if (lua_type(L, -1) == LUA_TSTRING) {
        size_t count;
        const char *text = lua_tolstring(L, -1, &count);
        sandbox->outcome = outcome;
        sandbox->code = code;
        set_message(sandbox, text, count);
    } else if (lua_isinteger(L, -1)) {
        report_set(sandbox, outcome, code, "error value %lld", (long long)lua_tointeger(L, -1));
    } else {
        report_set(sandbox, outcome, code, "the error value is a %s", luaL_typename(L, -1));
    }
}

void push_place(lua_State *L, int level) {
    lua_Debug activation;
    for (; lua_getstack(L, level, &activation); level++) {
        lua_getinfo(L, "Sl", &activation);
        // Host modules are compiled under a name that starts with '=': an error is shown at the guest's line.
        if (activation.currentline > 0 && activation.source[0] == '@') {
            lua_pushfstring(L, "%s:%d: ", activation.short_src, activation.currentline);
            return;
        }
    }
    lua_pushliteral(L, "");
}

void sandbox_fail(lua_State *L, const char *format, ...) {
    va_list arguments;
    push_place(L, 1);
    va_start(arguments, format);
    lua_pushvfstring(L, format, arguments);
    va_end(arguments);
    lua_concat(L, 2);
    lua_error(L);
    abort();
}

void sandbox_deny(lua_State *L, const char *name, const char *format, ...) {
    Sandbox *sandbox = sandbox_of(L);
    sandbox->denials++;
    snprintf(sandbox->deniedName, sizeof sandbox->deniedName, "%s", name);
    va_list arguments;
    push_place(L, 1);
    va_start(arguments, format);
    lua_pushvfstring(L, format, arguments);
    va_end(arguments);
    lua_concat(L, 2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &deniedKey);
    lua_error(L);
    abort();
}
