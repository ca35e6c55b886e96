#include "internal.h"

#include <string.h>

// Room for the header of a userdata below the block cap.
#define BLOCK_MARGIN 64

void text_begin(lua_State *L, TextBuffer *buffer) {
    buffer->lua = L;
    buffer->data = buffer->small;
    buffer->count = 0;
    buffer->capacity = sizeof buffer->small;
    lua_pushnil(L);
    buffer->slot = lua_gettop(L);
}

char *text_reserve(TextBuffer *buffer, size_t extra) {
    size_t block = (size_t)sandbox_of(buffer->lua)->limits.blockBytes;
    size_t largest = block > BLOCK_MARGIN ? block - BLOCK_MARGIN : 0;
    if (extra > largest || buffer->count > largest - extra) sandbox_exhaust_memory(buffer->lua);
    size_t needed = buffer->count + extra;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity * 2;
        if (capacity < needed) capacity = needed;
        if (capacity > largest) capacity = largest;
        char *grown = lua_newuserdatauv(buffer->lua, capacity, 0);
        memcpy(grown, buffer->data, buffer->count);
        lua_replace(buffer->lua, buffer->slot);
        buffer->data = grown;
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->count;
}

void text_append(TextBuffer *buffer, const char *data, size_t count) {
    char *to = text_reserve(buffer, count);
    if (count > 0) memcpy(to, data, count);
    buffer->count += count;
}

void text_append_byte(TextBuffer *buffer, char byte) {
    if (buffer->count == buffer->capacity) text_reserve(buffer, 1);
    buffer->data[buffer->count++] = byte;
}

void text_append_top(TextBuffer *buffer) {
    size_t count;
    const char *text = lua_tolstring(buffer->lua, -1, &count);
    text_append(buffer, text, count);
    lua_pop(buffer->lua, 1);
}

void text_finish(TextBuffer *buffer) {
    lua_pushlstring(buffer->lua, buffer->data, buffer->count);
}
