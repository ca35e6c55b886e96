// Fuel, memory and time of a call, and the sticky flag that ends it.
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// One unit of fuel pays for this many bytes.
#define BYTES_PER_FUEL 64
// Fuel spent in C between two looks at the clock.
#define CLOCK_FUEL 10000

// The error value of a condemned call: the guest has no way to make a light userdata.
static const char deathSentinel;

uint64_t clock_nanoseconds(int clock) {
    struct timespec now;
    clock_gettime((clockid_t)clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void on_count(lua_State *L, lua_Debug *activation);

static void condemn(Sandbox *sandbox, SandboxOutcome cause) {
    if (sandbox->death != SANDBOX_OK) return;
    sandbox->death = cause;
    // From now on every instruction ends in the hook, so whoever swallows the error dies at the next one.
    if (sandbox->lua != NULL && sandbox->metered) lua_sethook(sandbox->lua, on_count, LUA_MASKCOUNT, 1);
}

static void look_at_clock(Sandbox *sandbox) {
    sandbox->fuelUntilClock = CLOCK_FUEL;
    uint64_t wall = clock_nanoseconds(CLOCK_MONOTONIC) - sandbox->wallStart;
    const SandboxLimits *limits = &sandbox->limits;
    if (limits->wallNanoseconds > 0 && wall > limits->wallNanoseconds) {
        condemn(sandbox, SANDBOX_DEADLINE);
    } else if (limits->processorNanoseconds > 0 && wall > limits->processorNanoseconds) {
        // The thread's own time is a system call away, and it cannot have passed before the wall's.
        uint64_t used = clock_nanoseconds(CLOCK_THREAD_CPUTIME_ID) - sandbox->processorStart;
        if (used > limits->processorNanoseconds) condemn(sandbox, SANDBOX_DEADLINE);
    }
}

static void take_fuel(Sandbox *sandbox, uint64_t amount) {
    if (!sandbox->metered) return;
    int64_t fuel = amount > INT64_MAX / 4 ? INT64_MAX / 4 : (int64_t)amount;
    sandbox->fuel -= fuel;
    sandbox->fuelUntilClock -= fuel;
    if (sandbox->fuel < 0) {
        sandbox->fuel = 0;
        condemn(sandbox, SANDBOX_FUEL);
    }
}

void sandbox_spend(lua_State *L, uint64_t amount) {
    Sandbox *sandbox = sandbox_of(L);
    if (!sandbox->metered) return;
    take_fuel(sandbox, amount);
    if (sandbox->fuelUntilClock < 0) look_at_clock(sandbox);
    if (sandbox->death != SANDBOX_OK) sandbox_raise_death(L);
}

static void on_count(lua_State *L, lua_Debug *activation) {
    (void)activation;
    Sandbox *sandbox = sandbox_of(L);
    take_fuel(sandbox, sandbox->limits.hookPeriod);
    look_at_clock(sandbox);
    if (sandbox->death != SANDBOX_OK) sandbox_raise_death(L);
}

static void remember_place(Sandbox *sandbox, lua_State *L) {
    if (sandbox->deathPlace[0] != 0) return;
    lua_Debug activation;
    for (int level = 0; lua_getstack(L, level, &activation); level++) {
        lua_getinfo(L, "Sl", &activation);
        if (activation.currentline > 0 && activation.source[0] == '@') {
            snprintf(
                sandbox->deathPlace, sizeof sandbox->deathPlace, "%s:%d: ", activation.short_src,
                activation.currentline);
            return;
        }
    }
}

void sandbox_raise_death(lua_State *L) {
    remember_place(sandbox_of(L), L);
    lua_pushlightuserdata(L, (void *)&deathSentinel);
    lua_error(L);
    abort();
}

void sandbox_exhaust_memory(lua_State *L) {
    condemn(sandbox_of(L), SANDBOX_MEMORY);
    sandbox_raise_death(L);
}

// Lua retries a refused allocation once, after a full collection. Two refusals in a row are therefore an error that
// Lua is about to raise; a few single ones are a heap at its cap, where every allocation costs a collection.
static void *refuse(Sandbox *sandbox) {
    sandbox->refusals++;
    sandbox->refusalStreak++;
    if (sandbox->refusalStreak >= 2 || sandbox->refusals >= sandbox->limits.refusalsMax) {
        condemn(sandbox, SANDBOX_MEMORY);
    }
    return NULL;
}

void *sandbox_allocate(void *context, void *block, size_t old, size_t new) {
    Sandbox *sandbox = context;
    if (block == NULL) old = 0;  // Lua passes the kind of object there.
    if (new == 0) {
        free(block);
        sandbox->memoryUsed -= old;
        return NULL;
    }
    if (new > old) {
        size_t grown = new - old;
        if (new > sandbox->limits.blockBytes || grown > sandbox->limits.memoryBytes ||
            sandbox->memoryUsed > sandbox->limits.memoryBytes - grown) {
            return refuse(sandbox);
        }
        take_fuel(sandbox, (grown + BYTES_PER_FUEL - 1) / BYTES_PER_FUEL);
    }
    void *moved = realloc(block, new);
    // Lua takes it for granted that a block can shrink.
    if (moved == NULL && new <= old) moved = block;
    if (moved == NULL) return refuse(sandbox);
    sandbox->memoryUsed = sandbox->memoryUsed - old + new;
    if (new > old) {
        sandbox->refusalStreak = 0;
        if (sandbox->memoryUsed > sandbox->memoryPeak) sandbox->memoryPeak = sandbox->memoryUsed;
    }
    return moved;
}

void budget_begin(Sandbox *sandbox) {
    sandbox->death = SANDBOX_OK;
    sandbox->deathPlace[0] = 0;
    sandbox->refusals = 0;
    sandbox->refusalStreak = 0;
    sandbox->memoryPeak = sandbox->memoryUsed;
    sandbox->fuel = sandbox->limits.fuel > INT64_MAX ? INT64_MAX : (int64_t)sandbox->limits.fuel;
    sandbox->fuelUntilClock = CLOCK_FUEL;
    sandbox->wallStart = clock_nanoseconds(CLOCK_MONOTONIC);
    sandbox->processorStart = clock_nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    sandbox->metered = true;
    lua_sethook(sandbox->lua, on_count, LUA_MASKCOUNT, (int)sandbox->limits.hookPeriod);
}

void budget_end(Sandbox *sandbox) {
    sandbox->wallUsed = clock_nanoseconds(CLOCK_MONOTONIC) - sandbox->wallStart;
    sandbox->metered = false;
    lua_sethook(sandbox->lua, NULL, 0, 0);
}
