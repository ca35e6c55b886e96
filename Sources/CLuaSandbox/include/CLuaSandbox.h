// The C side of the Lua sandbox: one Lua 5.4 state with budgets.
//
// Invariants of this interface:
// - A Lua error never leaves it: every function returns normally, whatever the guest does.
// - A host callback never sees a Lua state; it gets bytes and answers a status.
// - A `Sandbox` is used by one thread at a time, on a thread with at least 1 MiB of stack.
#ifndef LUA_SANDBOX_H
#define LUA_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Sandbox Sandbox;

// How a call ended. The first three end it in a way that the guest cannot catch.
typedef enum SandboxOutcome {
    SANDBOX_OK = 0,
    SANDBOX_FUEL = 1,
    SANDBOX_MEMORY = 2,
    SANDBOX_DEADLINE = 3,
    SANDBOX_OUTPUT = 4,
    SANDBOX_DENIED = 5,
    SANDBOX_RUNTIME = 6,
    SANDBOX_COMPILE = 7,
} SandboxOutcome;

typedef struct SandboxLimits {
    // Virtual-machine instructions, plus one per 64 bytes allocated, plus what C functions charge.
    uint64_t fuel;
    // Instructions between two looks at the budgets.
    uint32_t hookPeriod;
    // Allocations refused in one call before the call is condemned.
    uint32_t refusalsMax;
    uint64_t memoryBytes;
    // The largest single allocation: it bounds the longest uninterruptible instruction (a table's rehash).
    uint64_t blockBytes;
    // Time of the calling thread; then time by the clock. Zero means no limit.
    uint64_t processorNanoseconds;
    uint64_t wallNanoseconds;
    uint64_t sourceBytes;
    uint64_t inputBytes;
    uint64_t outputBytes;
    uint32_t outputNodes;
    uint32_t outputDepth;
    uint64_t logBytes;
} SandboxLimits;

typedef struct SandboxHostFunction {
    const char *name;
    // Fuel for every call, besides what its arguments and its answer cost.
    uint64_t price;
} SandboxHostFunction;

// What a host callback answers. The bytes for it were handed over with `sandbox_reply`: a tape with one value
// for `SANDBOX_HOST_VALUE`, a message in UTF-8 otherwise.
typedef enum SandboxHostStatus {
    SANDBOX_HOST_VALUE = 0,
    SANDBOX_HOST_ERROR = 1,
    SANDBOX_HOST_DENIED = 2,
} SandboxHostStatus;

// `arguments` is a tape of one list. It is valid until the callback returns.
typedef int32_t (*SandboxHostCallback)(void *context, uint32_t function, const uint8_t *arguments, size_t count);

typedef enum SandboxModuleKind {
    // The guest's own code.
    SANDBOX_MODULE_PACKAGE = 0,
    // The host's code: it sees the `host` table, and its lines are never named in an error.
    SANDBOX_MODULE_HOST = 1,
} SandboxModuleKind;

// A new state with the libraries of the sandbox, or NULL when there is no memory for it.
// `hostVisible` shows the `host` table to the guest too, not to host modules only.
Sandbox *sandbox_create(
    const SandboxLimits *limits, const SandboxHostFunction *functions, size_t functionCount, bool hostVisible);

void sandbox_destroy(Sandbox *sandbox);

// Compiles a module that `require` finds by `name`. Text only; the chunk does not run yet.
SandboxOutcome sandbox_add_module(
    Sandbox *sandbox, SandboxModuleKind kind, const char *name, const uint8_t *source, size_t count);

// Compiles the main chunk, which every call runs anew.
SandboxOutcome sandbox_set_main(Sandbox *sandbox, const char *name, const uint8_t *source, size_t count);

// Runs the main chunk, then its handler with the arguments (a tape of one list), and keeps the result's tape.
// `handler` names a field of the table that the chunk returned; NULL when the chunk returns the function itself.
SandboxOutcome sandbox_call(
    Sandbox *sandbox, const char *handler, const uint8_t *arguments, size_t count, uint64_t seed,
    SandboxHostCallback callback, void *context);

// To be called by a host callback before it returns; copies the bytes. False when there is no memory.
bool sandbox_reply(Sandbox *sandbox, const uint8_t *bytes, size_t count);

// About the last call or compilation. Every pointer is valid until the next one.
const uint8_t *sandbox_result(const Sandbox *sandbox, size_t *count);
// Lines separated by '\n'.
const uint8_t *sandbox_log(const Sandbox *sandbox, size_t *count);
bool sandbox_log_truncated(const Sandbox *sandbox);
// A stable dotted code, or NULL after SANDBOX_OK.
const char *sandbox_code(const Sandbox *sandbox);
// Free of control characters; possibly cut in the middle of a UTF-8 sequence.
const char *sandbox_message(const Sandbox *sandbox);
// Where in the result or input the trouble is, such as `[3].percent`, or "".
const char *sandbox_path(const Sandbox *sandbox);
// The name that was denied last, or "".
const char *sandbox_denied_name(const Sandbox *sandbox);
uint32_t sandbox_denials(const Sandbox *sandbox);
uint64_t sandbox_fuel_used(const Sandbox *sandbox);
uint64_t sandbox_memory_peak(const Sandbox *sandbox);
uint64_t sandbox_memory_used(const Sandbox *sandbox);
uint64_t sandbox_wall_nanoseconds(const Sandbox *sandbox);

// The tape: one value after another, integers little-endian.
enum SandboxTag {
    SANDBOX_TAG_NIL = 0,
    SANDBOX_TAG_FALSE = 1,
    SANDBOX_TAG_TRUE = 2,
    // 8 bytes, two's complement.
    SANDBOX_TAG_INTEGER = 3,
    // 8 bytes, IEEE 754.
    SANDBOX_TAG_NUMBER = 4,
    // 4 bytes of length, then the bytes.
    SANDBOX_TAG_STRING = 5,
    // 4 bytes of count, then the values.
    SANDBOX_TAG_LIST = 6,
    // 4 bytes of count, then for each field its name as length and bytes, and its value.
    SANDBOX_TAG_MAP = 7,
};

#endif
