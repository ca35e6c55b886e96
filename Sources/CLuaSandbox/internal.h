// What the files of the sandbox share. Nothing here is visible to the host.
#ifndef LUA_SANDBOX_INTERNAL_H
#define LUA_SANDBOX_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // clock_gettime, strdup, memmem
#endif

#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#include <lua5.4/lualib.h>

#include "CLuaSandbox.h"

// Values that one call may push at once (`table.unpack`, `string.byte`).
#define RESULTS_MAX 4096
// Elements that a range of the table library may span: more than the block cap lets a table hold.
#define RANGE_MAX 65536
// Depth of an input tape; the host builds it, so this only bounds the C stack.
#define INPUT_DEPTH_MAX 64

// Bytes on the host's side: not counted against the guest, bounded by the limits instead.
typedef struct Bytes {
    uint8_t *data;
    size_t count;
    size_t capacity;
} Bytes;

// A key of a table while it is sorted. Text points into a Lua string that the table keeps alive.
typedef struct Key {
    const char *text;
    size_t count;
    lua_Integer integer;
    lua_Number number;
    uint32_t position;
    uint8_t rank;
} Key;

struct Sandbox {
    lua_State *lua;
    SandboxLimits limits;

    // Budgets. `death` is sticky: once set, nothing but the end of the call is possible.
    size_t memoryUsed;
    size_t memoryPeak;
    // After the last full collection between two calls.
    size_t memoryAtRest;
    uint32_t refusals;
    uint32_t refusalStreak;
    int64_t fuel;
    int64_t fuelUntilClock;
    bool metered;
    SandboxOutcome death;
    char deathPlace[128];
    uint64_t wallStart;
    uint64_t wallEnd;
    uint64_t processorStart;

    // The running call.
    bool running;
    const char *handler;
    const uint8_t *input;
    size_t inputCount;
    SandboxHostCallback callback;
    void *context;
    uint64_t random[4];

    // The declared host functions, by index; names are copies.
    SandboxHostFunction *functions;
    uint32_t functionCount;
    bool hostVisible;

    // The report.
    SandboxOutcome outcome;
    const char *code;
    char message[1024];
    char path[256];
    char deniedName[64];
    uint32_t denials;
    uint64_t wallUsed;
    Bytes result;
    Bytes arguments;
    Bytes reply;
    Bytes log;
    bool logTruncated;

    // Scratch space for sorting keys; recursion uses it as a stack.
    Key *keys;
    size_t keyCount;
    size_t keyCapacity;
};

static inline Sandbox *sandbox_of(lua_State *L) {
    return *(Sandbox **)lua_getextraspace(L);
}

// --- bytes.c
bool bytes_append(Bytes *bytes, const void *data, size_t count);
void bytes_free(Bytes *bytes);
// The length of the well-formed UTF-8 prefix (RFC 3629: no surrogates, no overlong forms).
size_t utf8_valid_prefix(const uint8_t *bytes, size_t count);

// --- budget.c
void *sandbox_allocate(void *context, void *block, size_t old, size_t new);
void budget_begin(Sandbox *sandbox);
void budget_end(Sandbox *sandbox);
// Takes fuel for work done in C; raises when the call is condemned.
void sandbox_spend(lua_State *L, uint64_t fuel);
// Condemns the call for memory that could never be given.
_Noreturn void sandbox_exhaust_memory(lua_State *L);
_Noreturn void sandbox_raise_death(lua_State *L);
uint64_t clock_nanoseconds(int clock);

// --- report.c
void report_clear(Sandbox *sandbox);
void report_set(Sandbox *sandbox, SandboxOutcome outcome, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void report_death(Sandbox *sandbox);
// Reports the error value at the top of the stack, reading it raw.
void report_error_value(lua_State *L);
// Pushes "file:line: " of the nearest guest frame at or above `level`, or "".
void push_place(lua_State *L, int level);
// Raise an error that the guest can catch; `format` as in lua_pushfstring.
_Noreturn void sandbox_fail(lua_State *L, const char *format, ...);
_Noreturn void sandbox_deny(lua_State *L, const char *name, const char *format, ...);
void append_sanitized(Bytes *bytes, const char *text, size_t count);

// --- text_buffer.c: a string under construction, held by a userdata so that an error cannot leak it.
typedef struct TextBuffer {
    lua_State *lua;
    char *data;
    size_t count;
    size_t capacity;
    int slot;
    char small[240];
} TextBuffer;
void text_begin(lua_State *L, TextBuffer *buffer);
char *text_reserve(TextBuffer *buffer, size_t extra);
void text_append(TextBuffer *buffer, const char *data, size_t count);
void text_append_byte(TextBuffer *buffer, char byte);
// Appends the string at the top of the stack and pops it.
void text_append_top(TextBuffer *buffer);
void text_finish(TextBuffer *buffer);

// --- tape_read.c / tape_write.c
// Pushes the value at `*at` and moves on; raises on a malformed tape.
void tape_push(lua_State *L, const uint8_t **at, const uint8_t *end, int depth);
uint32_t tape_list_count(lua_State *L, const uint8_t **at, const uint8_t *end);
typedef struct TapeRules {
    // A result must be JSON; an argument of a host function may hold any bytes and any number.
    bool strict;
} TapeRules;
// Appends the value at `index` to the tape, raw: no metamethod runs. Returns NULL, or the code of the trouble with
// `message` and `path` of the sandbox set.
const char *tape_write(lua_State *L, int index, Bytes *tape, TapeRules rules);
// Appends a list of the values from `first` to the top.
const char *tape_write_arguments(lua_State *L, int first, Bytes *tape);

// --- keys.c
// Collects the keys of the table at `index`, hidden ones left out, and sorts them into the fixed order:
// integers, floats, strings bytewise, false, true. Returns the count; the keys start at `keys[keyCount]`, which is
// not moved. `unordered` is set where a key (a table, a function) has no stable order.
size_t keys_collect(lua_State *L, int index, bool *unordered);
void keys_sort(Key *keys, size_t count);
// The first key in that order; `count` is not zero.
const Key *keys_least(const Key *keys, size_t count);
void push_key(lua_State *L, const Key *key);

// --- environment.c
void environment_build(lua_State *L);
// Replaces the table at the top by a read-only proxy of it.
void freeze(lua_State *L);
void refuse_frozen(lua_State *L, int index);
extern const char guestEnvironmentKey, hostEnvironmentKey, mainKey, packageModulesKey, hostModulesKey, loadedKey,
    deniedKey;

// --- metatables.c
extern const char frozenKey;
void push_setmetatable(lua_State *L);
int base_getmetatable(lua_State *L);

// --- the libraries; each pushes its table of functions
void push_tostring(lua_State *L, int index);
int base_pairs(lua_State *L);
int base_ipairs(lua_State *L);
int base_next(lua_State *L);
int base_require(lua_State *L);
void install_base(lua_State *L);
void push_string_library(lua_State *L);
void push_table_library(lua_State *L);
void push_math_library(lua_State *L);
void push_utf8_library(lua_State *L);
void push_host_table(lua_State *L);
int string_format(lua_State *L);
int string_find(lua_State *L);
int string_match(lua_State *L);
int string_gmatch(lua_State *L);
int string_gsub(lua_State *L);
int string_pack(lua_State *L);
int string_packsize(lua_State *L);
int string_unpack(lua_State *L);
int table_sort(lua_State *L);
void random_seed(Sandbox *sandbox, uint64_t seed);

// A count of elements between two inclusive bounds, or a denial when it is more than `max`.
lua_Integer range_count(lua_State *L, const char *function, lua_Integer first, lua_Integer last, lua_Integer max);

#endif
