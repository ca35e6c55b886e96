#include "CAllocations.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

/* glibc's own, under the names it keeps for this use. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local long counted;

long allocations_counted(void) { return counted; }

long allocated_bytes(void) {
    struct mallinfo2 all = mallinfo2();
    return (long)(all.uordblks + all.hblkhd);
}

void *malloc(size_t size) {
    counted++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    counted++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    counted++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    counted++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    counted++;
    void *made = __libc_memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *memory = made;
    return 0;
}
