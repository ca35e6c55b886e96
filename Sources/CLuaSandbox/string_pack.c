// `string.pack`, `packsize` and `unpack`: binary layouts, the same on every machine.
#include "internal.h"

#include <string.h>

// The default alignment and the sizes of C's types are those of a 64-bit machine, wherever this runs.
#define ALIGNMENT_DEFAULT 8
#define INTEGER_BYTES_MAX 16

typedef enum Kind {
    KIND_SIGNED, KIND_UNSIGNED, KIND_FLOAT, KIND_DOUBLE, KIND_FIXED_TEXT, KIND_PREFIXED_TEXT, KIND_ZERO_TEXT,
    KIND_PADDING, KIND_ALIGN, KIND_NONE,
} Kind;

typedef struct Layout {
    lua_State *lua;
    const char *at;
    const char *end;
    bool little;
    size_t alignment;
} Layout;

typedef struct Item {
    Kind kind;
    size_t size;
    // Bytes of padding before the item at the current offset.
    size_t padding;
} Item;

static Layout layout_begin(lua_State *L, int index) {
    size_t count;
    const char *text = luaL_checklstring(L, index, &count);
    return (Layout){.lua = L, .at = text, .end = text + count, .little = true, .alignment = 1};
}

static size_t read_number(Layout *layout, size_t otherwise) {
    if (layout->at >= layout->end || *layout->at < '0' || *layout->at > '9') return otherwise;
    size_t value = 0;
    while (layout->at < layout->end && *layout->at >= '0' && *layout->at <= '9') {
        if (value > (size_t)INT32_MAX) sandbox_fail(layout->lua, "size in format string is too large");
        value = value * 10 + (size_t)(*layout->at++ - '0');
    }
    return value;
}

static size_t read_integer_size(Layout *layout, size_t otherwise) {
    size_t size = read_number(layout, otherwise);
    if (size < 1 || size > INTEGER_BYTES_MAX) {
        sandbox_fail(layout->lua, "integral size (%d) out of limits [1,%d]", (int)size, INTEGER_BYTES_MAX);
    }
    return size;
}

static Item read_option(Layout *layout) {
    char option = *layout->at++;
    switch (option) {
    case 'b': return (Item){KIND_SIGNED, 1, 0};
    case 'B': return (Item){KIND_UNSIGNED, 1, 0};
    case 'h': return (Item){KIND_SIGNED, 2, 0};
    case 'H': return (Item){KIND_UNSIGNED, 2, 0};
    case 'l': case 'j': return (Item){KIND_SIGNED, 8, 0};
    case 'L': case 'J': case 'T': return (Item){KIND_UNSIGNED, 8, 0};
    case 'i': return (Item){KIND_SIGNED, read_integer_size(layout, 4), 0};
    case 'I': return (Item){KIND_UNSIGNED, read_integer_size(layout, 4), 0};
    case 'f': return (Item){KIND_FLOAT, 4, 0};
    case 'd': case 'n': return (Item){KIND_DOUBLE, 8, 0};
    case 's': return (Item){KIND_PREFIXED_TEXT, read_integer_size(layout, 8), 0};
    case 'z': return (Item){KIND_ZERO_TEXT, 0, 0};
    case 'x': return (Item){KIND_PADDING, 1, 0};
    case 'X': return (Item){KIND_ALIGN, 0, 0};
    case 'c': {
        size_t size = read_number(layout, SIZE_MAX);
        if (size == SIZE_MAX) sandbox_fail(layout->lua, "missing size for format option 'c'");
        return (Item){KIND_FIXED_TEXT, size, 0};
    }
    case '<': case '=': layout->little = true; break;
    case '>': layout->little = false; break;
    case '!': layout->alignment = read_integer_size(layout, ALIGNMENT_DEFAULT); break;
    case ' ': break;
    default: sandbox_fail(layout->lua, "invalid format option '%c'", option);
    }
    return (Item){KIND_NONE, 0, 0};
}

static Item next_item(Layout *layout, size_t offset) {
    Item item = read_option(layout);
    size_t align = item.kind <= KIND_DOUBLE || item.kind == KIND_PREFIXED_TEXT ? item.size : 1;
    if (item.kind == KIND_ALIGN) {
        if (layout->at >= layout->end) sandbox_fail(layout->lua, "invalid next option for option 'X'");
        Item next = read_option(layout);
        align = next.kind == KIND_FIXED_TEXT ? 0 : next.size;
        if (align == 0) sandbox_fail(layout->lua, "invalid next option for option 'X'");
    }
    if (align > layout->alignment) align = layout->alignment;
    if (align > 1) {
        if ((align & (align - 1)) != 0) sandbox_fail(layout->lua, "format asks for alignment not power of 2");
        item.padding = (align - (offset & (align - 1))) & (align - 1);
    }
    return item;
}

static void append_integer(TextBuffer *buffer, bool little, size_t size, lua_Unsigned value, bool negative) {
    char *to = text_reserve(buffer, size);
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = i < 8 ? (uint8_t)(value >> (8 * i)) : negative ? 0xFF : 0;
        to[little ? i : size - 1 - i] = (char)byte;
    }
    buffer->count += size;
}

static lua_Integer read_integer(lua_State *L, const char *from, bool little, size_t size, bool isSigned) {
    lua_Unsigned value = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)from[little ? i : size - 1 - i];
        if (i < 8) {
            value |= (lua_Unsigned)byte << (8 * i);
        } else if (byte != (isSigned && (lua_Integer)value < 0 ? 0xFF : 0)) {
            sandbox_fail(L, "%d-byte integer does not fit into Lua Integer", (int)size);
        }
    }
    if (isSigned && size < 8) {
        lua_Unsigned sign = (lua_Unsigned)1 << (8 * size - 1);
        value = (value ^ sign) - sign;
    }
    return (lua_Integer)value;
}

static void check_integer_fits(lua_State *L, int argument, const Item *item, lua_Integer value) {
    if (item->size >= 8) return;
    lua_Integer limit = (lua_Integer)1 << (8 * item->size - 1);
    if (item->kind == KIND_SIGNED) {
        luaL_argcheck(L, value >= -limit && value < limit, argument, "integer overflow");
    } else {
        luaL_argcheck(L, (lua_Unsigned)value < (lua_Unsigned)limit * 2, argument, "unsigned overflow");
    }
}

static void append_text_item(lua_State *L, TextBuffer *buffer, const Layout *layout, const Item *item, int argument) {
    size_t count;
    const char *text = luaL_checklstring(L, argument, &count);
    if (item->kind == KIND_FIXED_TEXT) {
        luaL_argcheck(L, count <= item->size, argument, "string longer than given size");
        text_reserve(buffer, item->size);
        text_append(buffer, text, count);
        for (size_t i = count; i < item->size; i++) text_append_byte(buffer, 0);
        return;
    }
    if (item->kind == KIND_PREFIXED_TEXT) {
        bool fits = item->size >= 8 || count < (size_t)1 << (8 * item->size);
        luaL_argcheck(L, fits, argument, "string length does not fit in given size");
        append_integer(buffer, layout->little, item->size, count, false);
    } else {
        luaL_argcheck(L, memchr(text, 0, count) == NULL, argument, "string contains zeros");
    }
    text_append(buffer, text, count);
    if (item->kind == KIND_ZERO_TEXT) text_append_byte(buffer, 0);
}

static void append_float(TextBuffer *buffer, bool little, const Item *item, lua_Number value) {
    lua_Unsigned bits = 0;
    if (item->kind == KIND_FLOAT) {
        float narrow = (float)value;
        uint32_t word;
        memcpy(&word, &narrow, sizeof word);
        bits = word;
    } else {
        memcpy(&bits, &value, sizeof bits);
    }
    append_integer(buffer, little, item->size, bits, false);
}

int string_pack(lua_State *L) {
    Layout layout = layout_begin(L, 1);
    int argument = 1;
    TextBuffer buffer;
    text_begin(L, &buffer);
    while (layout.at < layout.end) {
        sandbox_spend(L, 1);
        Item item = next_item(&layout, buffer.count);
        for (size_t i = 0; i < item.padding; i++) text_append_byte(&buffer, 0);
        bool takesArgument = item.kind <= KIND_ZERO_TEXT;
        if (takesArgument && ++argument >= buffer.slot) luaL_argerror(L, argument, "no value");
        switch (item.kind) {
        case KIND_SIGNED:
        case KIND_UNSIGNED: {
            lua_Integer value = luaL_checkinteger(L, argument);
            check_integer_fits(L, argument, &item, value);
            append_integer(&buffer, layout.little, item.size, (lua_Unsigned)value, item.kind == KIND_SIGNED && value < 0);
            break;
        }
        case KIND_FLOAT:
        case KIND_DOUBLE: append_float(&buffer, layout.little, &item, luaL_checknumber(L, argument)); break;
        case KIND_FIXED_TEXT:
        case KIND_PREFIXED_TEXT:
        case KIND_ZERO_TEXT: append_text_item(L, &buffer, &layout, &item, argument); break;
        case KIND_PADDING: text_append_byte(&buffer, 0); break;
        default: break;
        }
    }
    text_finish(&buffer);
    return 1;
}

int string_packsize(lua_State *L) {
    Layout layout = layout_begin(L, 1);
    size_t total = 0;
    while (layout.at < layout.end) {
        sandbox_spend(L, 1);
        Item item = next_item(&layout, total);
        if (item.kind == KIND_PREFIXED_TEXT || item.kind == KIND_ZERO_TEXT) {
            luaL_argerror(L, 1, "variable-length format");
        }
        total += item.padding + item.size;
        luaL_argcheck(L, total <= (size_t)INT32_MAX, 1, "format result too large");
    }
    lua_pushinteger(L, (lua_Integer)total);
    return 1;
}

// Pushes the value of an item that starts at `from`; returns how many bytes it takes.
static size_t push_item(lua_State *L, const Layout *layout, const Item *item, const char *from, size_t left) {
    luaL_argcheck(L, item->size <= left, 2, "data string too short");
    switch (item->kind) {
    case KIND_SIGNED:
    case KIND_UNSIGNED:
        lua_pushinteger(L, read_integer(L, from, layout->little, item->size, item->kind == KIND_SIGNED));
        return item->size;
    case KIND_FLOAT: {
        uint32_t word = (uint32_t)read_integer(L, from, layout->little, 4, false);
        float value;
        memcpy(&value, &word, sizeof value);
        lua_pushnumber(L, value);
        return 4;
    }
    case KIND_DOUBLE: {
        lua_Integer word = read_integer(L, from, layout->little, 8, false);
        double value;
        memcpy(&value, &word, sizeof value);
        lua_pushnumber(L, value);
        return 8;
    }
    case KIND_FIXED_TEXT: lua_pushlstring(L, from, item->size); return item->size;
    case KIND_PREFIXED_TEXT: {
        lua_Unsigned count = (lua_Unsigned)read_integer(L, from, layout->little, item->size, false);
        luaL_argcheck(L, count <= left - item->size, 2, "data string too short");
        lua_pushlstring(L, from + item->size, (size_t)count);
        return item->size + (size_t)count;
    }
    default: {
        const char *zero = memchr(from, 0, left);
        luaL_argcheck(L, zero != NULL, 2, "unfinished string for format 'z'");
        sandbox_spend(L, (uint64_t)(zero - from) / 16);
        lua_pushlstring(L, from, (size_t)(zero - from));
        return (size_t)(zero - from) + 1;
    }
    }
}

int string_unpack(lua_State *L) {
    size_t count;
    Layout layout = layout_begin(L, 1);
    const char *data = luaL_checklstring(L, 2, &count);
    lua_Integer position = luaL_optinteger(L, 3, 1);
    if (position < 0) position += (lua_Integer)count + 1;
    luaL_argcheck(L, position >= 1 && (size_t)position <= count + 1, 3, "initial position out of string");
    size_t offset = (size_t)position - 1;
    int results = 0;
    while (layout.at < layout.end) {
        sandbox_spend(L, 1);
        Item item = next_item(&layout, offset);
        luaL_argcheck(L, item.padding <= count - offset, 2, "data string too short");
        offset += item.padding;
        if (item.kind <= KIND_ZERO_TEXT) {
            if (++results > RESULTS_MAX) sandbox_deny(L, "string.unpack", "'string.unpack' gives too many results");
            luaL_checkstack(L, 2, "too many results");
            offset += push_item(L, &layout, &item, data + offset, count - offset);
        } else if (item.kind == KIND_PADDING) {
            luaL_argcheck(L, offset < count, 2, "data string too short");
            offset++;
        }
    }
    lua_pushinteger(L, (lua_Integer)offset + 1);
    return results + 1;
}
