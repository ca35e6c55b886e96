// Encodes Lua values onto a tape, raw: no metamethod of the guest runs while the host looks.
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Writer {
    lua_State *lua;
    Sandbox *sandbox;
    Bytes *tape;
    TapeRules rules;
    size_t start;
    uint32_t nodes;
    size_t pathCount;
} Writer;

static const char *trouble(Writer *writer, const char *code, const char *message) {
    snprintf(writer->sandbox->message, sizeof writer->sandbox->message, "%s", message);
    return code;
}

static const char *put(Writer *writer, const void *data, size_t count) {
    size_t limit = (size_t)writer->sandbox->limits.outputBytes;
    size_t used = writer->tape->count - writer->start;
    if (count > limit || used > limit - count || !bytes_append(writer->tape, data, count)) {
        char text[64];
        snprintf(text, sizeof text, "is larger than %zu bytes", limit);
        return trouble(writer, "plugin.outputTooLarge", text);
    }
    return NULL;
}

static const char *put_tag(Writer *writer, uint8_t tag) {
    return put(writer, &tag, 1);
}

static const char *put_word(Writer *writer, uint8_t tag, uint64_t word) {
    uint8_t bytes[9] = {tag};
    for (int i = 0; i < 8; i++) bytes[i + 1] = (uint8_t)(word >> (8 * i));
    return put(writer, bytes, sizeof bytes);
}

static const char *put_count(Writer *writer, size_t count) {
    uint8_t bytes[4] = {(uint8_t)count, (uint8_t)(count >> 8), (uint8_t)(count >> 16), (uint8_t)(count >> 24)};
    return put(writer, bytes, sizeof bytes);
}

static const char *put_text(Writer *writer, const char *text, size_t count) {
    if (writer->rules.strict && utf8_valid_prefix((const uint8_t *)text, count) != count) {
        return trouble(writer, "plugin.outputNotUTF8", "is not valid UTF-8");
    }
    const char *code = put_count(writer, count);
    return code != NULL ? code : put(writer, text, count);
}

static void descend(Writer *writer, const Key *key) {
    char segment[80];
    int count;
    if (key->text == NULL) {
        count = snprintf(segment, sizeof segment, "[%lld]", (long long)key->integer);
    } else {
        char name[48];
        size_t shown = key->count < sizeof name - 1 ? key->count : sizeof name - 1;
        for (size_t i = 0; i < shown; i++) {
            unsigned char byte = (unsigned char)key->text[i];
            name[i] = byte < 0x20 || byte >= 0x7F ? '?' : (char)byte;
        }
        name[shown] = 0;
        count = snprintf(segment, sizeof segment, "%s%s", writer->pathCount > 0 ? "." : "", name);
    }
    char *path = writer->sandbox->path;
    if (count > 0 && writer->pathCount + (size_t)count < sizeof writer->sandbox->path) {
        memcpy(path + writer->pathCount, segment, (size_t)count);
        writer->pathCount += (size_t)count;
    }
    path[writer->pathCount] = 0;
}

static void ascend(Writer *writer, size_t pathCount) {
    writer->pathCount = pathCount;
    writer->sandbox->path[pathCount] = 0;
}

static const char *write_value(Writer *writer, int index, uint32_t depth);

// The kind of table by its sorted keys: a list (1 to n without a hole), a map of text, or an error.
static const char *classify(Writer *writer, const Key *keys, size_t count, bool unordered, bool *isMap) {
    *isMap = false;
    if (unordered) return trouble(writer, "plugin.outputKey", "has a key that is neither text nor a whole number");
    if (count == 0) return NULL;
    if (keys[0].text != NULL && keys[count - 1].text != NULL) {
        *isMap = true;
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (keys[i].text != NULL) return trouble(writer, "plugin.outputKey", "mixes list elements and named fields");
        if (keys[i].rank != 0) return trouble(writer, "plugin.outputKey", "has a key that is neither text nor a whole number");
    }
    if (keys[0].integer != 1 || keys[count - 1].integer != (lua_Integer)count) {
        return trouble(writer, "plugin.outputHoles", "is a list with holes");
    }
    return NULL;
}

static const char *write_table(Writer *writer, int index, uint32_t depth) {
    lua_State *L = writer->lua;
    Sandbox *sandbox = writer->sandbox;
    if (depth >= sandbox->limits.outputDepth) {
        return trouble(writer, "plugin.outputTooDeep", "is nested too deeply, or refers to itself");
    }
    bool unordered;
    bool isMap;
    size_t base = sandbox->keyCount;
    size_t count = keys_collect(L, index, &unordered);
    if (count > sandbox->limits.outputNodes) return trouble(writer, "plugin.outputTooLarge", "holds too many values");
    keys_sort(sandbox->keys + base, count);
    const char *code = classify(writer, sandbox->keys + base, count, unordered, &isMap);
    if (code == NULL) code = put_tag(writer, isMap ? SANDBOX_TAG_MAP : SANDBOX_TAG_LIST);
    if (code == NULL) code = put_count(writer, count);
    sandbox->keyCount += count;
    size_t pathCount = writer->pathCount;
    for (size_t i = 0; i < count && code == NULL; i++) {
        Key key = sandbox->keys[base + i];
        descend(writer, &key);
        push_key(L, &key);
        if (isMap) code = put_text(writer, key.text, key.count);
        lua_rawget(L, index);
        if (code == NULL) code = write_value(writer, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
        if (code == NULL) ascend(writer, pathCount);
    }
    sandbox->keyCount = base;
    return code;
}

static const char *write_value(Writer *writer, int index, uint32_t depth) {
    lua_State *L = writer->lua;
    sandbox_spend(L, 1);
    if (++writer->nodes > writer->sandbox->limits.outputNodes) {
        return trouble(writer, "plugin.outputTooLarge", "holds too many values");
    }
    switch (lua_type(L, index)) {
    case LUA_TNIL: return put_tag(writer, SANDBOX_TAG_NIL);
    case LUA_TBOOLEAN: return put_tag(writer, lua_toboolean(L, index) ? SANDBOX_TAG_TRUE : SANDBOX_TAG_FALSE);
    case LUA_TNUMBER: {
        if (lua_isinteger(L, index)) return put_word(writer, SANDBOX_TAG_INTEGER, (uint64_t)lua_tointeger(L, index));
        double number = lua_tonumber(L, index);
        if (writer->rules.strict && !isfinite(number)) {
            return trouble(writer, "plugin.outputNotFinite", "is not a finite number");
        }
        uint64_t word;
        memcpy(&word, &number, sizeof word);
        return put_word(writer, SANDBOX_TAG_NUMBER, word);
    }
    case LUA_TSTRING: {
        size_t count;
        const char *text = lua_tolstring(L, index, &count);
        const char *code = put_tag(writer, SANDBOX_TAG_STRING);
        return code != NULL ? code : put_text(writer, text, count);
    }
    case LUA_TTABLE: return write_table(writer, index, depth);
    default: {
        char text[64];
        snprintf(text, sizeof text, "is a %s, which cannot leave the sandbox", luaL_typename(L, index));
        return trouble(writer, "plugin.outputType", text);
    }
    }
}

const char *tape_write(lua_State *L, int index, Bytes *tape, TapeRules rules) {
    Sandbox *sandbox = sandbox_of(L);
    Writer writer = {.lua = L, .sandbox = sandbox, .tape = tape, .rules = rules, .start = tape->count};
    sandbox->path[0] = 0;
    return write_value(&writer, lua_absindex(L, index), 0);
}

const char *tape_write_arguments(lua_State *L, int first, Bytes *tape) {
    Sandbox *sandbox = sandbox_of(L);
    Writer writer = {.lua = L, .sandbox = sandbox, .tape = tape, .start = tape->count};
    sandbox->path[0] = 0;
    int last = lua_gettop(L);
    const char *code = put_tag(&writer, SANDBOX_TAG_LIST);
    if (code == NULL) code = put_count(&writer, last < first ? 0 : (size_t)(last - first + 1));
    for (int index = first; index <= last && code == NULL; index++) {
        descend(&writer, &(Key){.integer = index - first + 1});
        code = write_value(&writer, index, 0);
        if (code == NULL) ascend(&writer, 0);
    }
    return code;
}
