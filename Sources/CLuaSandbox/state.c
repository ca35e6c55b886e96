// One Lua state: made, filled with compiled chunks, called, thrown away.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

// A state whose garbage exceeds this after a call is collected before the next, so that a call's memory hardly
// depends on the calls before it.
#define GARBAGE_BYTES (128 * 1024)

// Calls `body` with the state's lua_State, protected, then protects the reading of its error as well: even a bare
// API call can raise when memory is at its cap, and unprotected that would abort the process.
static int report_protected(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    lua_CFunction body = (lua_CFunction)lua_tocfunction(L, 1);
    sandbox->outcome = SANDBOX_OK;
    lua_pushcfunction(L, body);
    if (lua_pcall(L, 0, 0, 0) != LUA_OK) report_error_value(L);
    return 0;
}

static SandboxOutcome run_protected(Sandbox *sandbox, lua_CFunction body) {
    lua_State *L = sandbox->lua;
    lua_settop(L, 0);
    lua_pushcfunction(L, report_protected);
    lua_pushcfunction(L, body);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK && sandbox->outcome == SANDBOX_OK) {
        report_set(sandbox, SANDBOX_MEMORY, "plugin.memoryExhausted", "no memory is left to tell the error");
    }
    lua_settop(L, 0);
    return sandbox->outcome;
}

static int build(lua_State *L) {
    environment_build(L);
    return 0;
}

static bool copy_functions(Sandbox *sandbox, const SandboxHostFunction *functions, size_t count) {
    sandbox->functions = calloc(count > 0 ? count : 1, sizeof *functions);
    if (sandbox->functions == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        char *name = strdup(functions[i].name);
        if (name == NULL) return false;
        sandbox->functions[i] = (SandboxHostFunction){.name = name, .price = functions[i].price};
        sandbox->functionCount++;
    }
    return true;
}

Sandbox *sandbox_create(
    const SandboxLimits *limits, const SandboxHostFunction *functions, size_t functionCount, bool hostVisible
) {
    Sandbox *sandbox = calloc(1, sizeof *sandbox);
    if (sandbox == NULL) return NULL;
    sandbox->limits = *limits;
    sandbox->hostVisible = hostVisible;
    if (copy_functions(sandbox, functions, functionCount)) sandbox->lua = lua_newstate(sandbox_allocate, sandbox);
    if (sandbox->lua == NULL) {
        sandbox_destroy(sandbox);
        return NULL;
    }
    *(Sandbox **)lua_getextraspace(sandbox->lua) = sandbox;
    if (run_protected(sandbox, build) != SANDBOX_OK) {
        sandbox_destroy(sandbox);
        return NULL;
    }
    return sandbox;
}

void sandbox_destroy(Sandbox *sandbox) {
    if (sandbox == NULL) return;
    if (sandbox->lua != NULL) lua_close(sandbox->lua);
    for (uint32_t i = 0; i < sandbox->functionCount; i++) free((void *)sandbox->functions[i].name);
    free(sandbox->functions);
    free(sandbox->keys);
    bytes_free(&sandbox->result);
    bytes_free(&sandbox->arguments);
    bytes_free(&sandbox->reply);
    bytes_free(&sandbox->log);
    free(sandbox);
}

bool sandbox_reply(Sandbox *sandbox, const uint8_t *bytes, size_t count) {
    sandbox->reply.count = 0;
    return bytes_append(&sandbox->reply, bytes, count);
}

// --- Compiling

typedef struct Compilation {
    const char *name;
    const uint8_t *source;
    size_t count;
    const void *environment;
    const void *registry;
    bool isMain;
} Compilation;

static const char *read_source(lua_State *L, void *context, size_t *count) {
    (void)L;
    Compilation *compilation = context;
    *count = compilation->count;
    compilation->count = 0;
    return *count > 0 ? (const char *)compilation->source : NULL;
}

static int compile(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    Compilation *compilation = sandbox->context;
    const char *mark = compilation->environment == &hostEnvironmentKey ? "=" : "@";
    const char *chunk = lua_pushfstring(L, "%s%s", mark, compilation->name);
    int status = lua_load(L, read_source, compilation, chunk, "t");
    if (status != LUA_OK) {
        report_error_value(L);
        if (sandbox->death != SANDBOX_OK) return 0;
        // Too deep nesting is an ordinary error to Lua, not a syntax error; to the author it is the same.
        sandbox->outcome = SANDBOX_COMPILE;
        sandbox->code = "plugin.compile";
        return 0;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, compilation->environment);
    if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
    if (compilation->isMain) {
        lua_rawsetp(L, LUA_REGISTRYINDEX, &mainKey);
        return 0;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, compilation->registry);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, compilation->name);
    return 0;
}

static SandboxOutcome compile_protected(Sandbox *sandbox, Compilation compilation) {
    report_clear(sandbox);
    sandbox->death = SANDBOX_OK;
    sandbox->deathPlace[0] = 0;
    sandbox->refusals = 0;
    sandbox->refusalStreak = 0;
    if (compilation.count > sandbox->limits.sourceBytes) {
        report_set(
            sandbox, SANDBOX_COMPILE, "plugin.sourceTooLarge", "%s: is larger than %llu bytes", compilation.name,
            (unsigned long long)sandbox->limits.sourceBytes);
        return SANDBOX_COMPILE;
    }
    sandbox->context = &compilation;
    SandboxOutcome outcome = run_protected(sandbox, compile);
    sandbox->context = NULL;
    return outcome;
}

SandboxOutcome sandbox_add_module(
    Sandbox *sandbox, SandboxModuleKind kind, const char *name, const uint8_t *source, size_t count
) {
    bool host = kind == SANDBOX_MODULE_HOST;
    return compile_protected(
        sandbox, (Compilation){
                     .name = name,
                     .source = source,
                     .count = count,
                     .environment = host ? &hostEnvironmentKey : &guestEnvironmentKey,
                     .registry = host ? &hostModulesKey : &packageModulesKey,
                 });
}

SandboxOutcome sandbox_set_main(Sandbox *sandbox, const char *name, const uint8_t *source, size_t count) {
    return compile_protected(
        sandbox, (Compilation){
                     .name = name,
                     .source = source,
                     .count = count,
                     .environment = &guestEnvironmentKey,
                     .isMain = true,
                 });
}

// --- Calling

// Leaves the handler at the top, or reports why there is none.
static bool push_handler(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &mainKey) != LUA_TFUNCTION) {
        report_set(sandbox, SANDBOX_RUNTIME, "plugin.notCompiled", "no main chunk was compiled");
        return false;
    }
    lua_call(L, 0, 1);
    if (sandbox->handler == NULL) {
        if (lua_isfunction(L, -1)) return true;
        report_set(
            sandbox, SANDBOX_RUNTIME, "plugin.noHandler", "the script must return a function, not a %s",
            luaL_typename(L, -1));
        return false;
    }
    if (!lua_istable(L, -1)) {
        report_set(
            sandbox, SANDBOX_RUNTIME, "plugin.noHandler", "the script must return a table of handlers, not a %s",
            luaL_typename(L, -1));
        return false;
    }
    lua_pushstring(L, sandbox->handler);
    if (lua_rawget(L, -2) == LUA_TFUNCTION) return true;
    report_set(
        sandbox, SANDBOX_RUNTIME, "plugin.handlerMissing", "the script's table has no function '%s'", sandbox->handler);
    return false;
}

static int call(lua_State *L) {
    Sandbox *sandbox = sandbox_of(L);
    lua_createtable(L, 0, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &loadedKey);
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &deniedKey);
    if (!push_handler(L)) return 0;
    const uint8_t *at = sandbox->input;
    const uint8_t *end = at + sandbox->inputCount;
    uint32_t count = tape_list_count(L, &at, end);
    luaL_checkstack(L, (int)(count < RESULTS_MAX ? count : RESULTS_MAX) + 4, "too many arguments");
    if (count > RESULTS_MAX) return luaL_error(L, "too many arguments");
    for (uint32_t i = 0; i < count; i++) tape_push(L, &at, end, 0);
    lua_call(L, (int)count, 1);
    const char *code = tape_write(L, -1, &sandbox->result, (TapeRules){.strict = true});
    if (code != NULL) {
        sandbox->outcome = SANDBOX_OUTPUT;
        sandbox->code = code;
    }
    return 0;
}

static int collect(lua_State *L) {
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &loadedKey);
    lua_gc(L, LUA_GCCOLLECT);
    return 0;
}

SandboxOutcome sandbox_call(
    Sandbox *sandbox, const char *handler, const uint8_t *arguments, size_t count, uint64_t seed,
    SandboxHostCallback callback, void *context
) {
    if (sandbox->running) return SANDBOX_RUNTIME;
    report_clear(sandbox);
    if (count > sandbox->limits.inputBytes) {
        report_set(
            sandbox, SANDBOX_RUNTIME, "plugin.inputTooLarge", "the input is larger than %llu bytes",
            (unsigned long long)sandbox->limits.inputBytes);
        return SANDBOX_RUNTIME;
    }
    if (sandbox->memoryUsed > sandbox->memoryAtRest + GARBAGE_BYTES || sandbox->memoryAtRest == 0) {
        run_protected(sandbox, collect);
        sandbox->memoryAtRest = sandbox->memoryUsed;
    }
    sandbox->running = true;
    sandbox->handler = handler;
    sandbox->input = arguments;
    sandbox->inputCount = count;
    sandbox->callback = callback;
    sandbox->context = context;
    random_seed(sandbox, seed);
    budget_begin(sandbox);
    SandboxOutcome outcome = run_protected(sandbox, call);
    budget_end(sandbox);
    // The guest may have been condemned by its last instruction, with no hook left to tell it.
    if (sandbox->death != SANDBOX_OK && outcome != sandbox->death) {
        report_death(sandbox);
        outcome = sandbox->outcome;
    }
    if (outcome != SANDBOX_OK) sandbox->result.count = 0;
    sandbox->running = false;
    sandbox->callback = NULL;
    sandbox->context = NULL;
    sandbox->input = NULL;
    return outcome;
}

// --- The report

const uint8_t *sandbox_result(const Sandbox *sandbox, size_t *count) {
    *count = sandbox->result.count;
    return sandbox->result.data;
}

const uint8_t *sandbox_log(const Sandbox *sandbox, size_t *count) {
    *count = sandbox->log.count;
    return sandbox->log.data;
}

bool sandbox_log_truncated(const Sandbox *sandbox) { return sandbox->logTruncated; }
const char *sandbox_code(const Sandbox *sandbox) { return sandbox->code; }
const char *sandbox_message(const Sandbox *sandbox) { return sandbox->message; }
const char *sandbox_path(const Sandbox *sandbox) { return sandbox->path; }
const char *sandbox_denied_name(const Sandbox *sandbox) { return sandbox->deniedName; }
uint32_t sandbox_denials(const Sandbox *sandbox) { return sandbox->denials; }
uint64_t sandbox_fuel_used(const Sandbox *sandbox) { return sandbox->limits.fuel - (uint64_t)sandbox->fuel; }
uint64_t sandbox_memory_peak(const Sandbox *sandbox) { return sandbox->memoryPeak; }
uint64_t sandbox_memory_used(const Sandbox *sandbox) { return sandbox->memoryUsed; }
uint64_t sandbox_wall_nanoseconds(const Sandbox *sandbox) { return sandbox->wallUsed; }
