/* Counts allocations: this target's `malloc` and its kin stand in the place of the system's, count, and hand on. */
#ifndef C_ALLOCATIONS_H
#define C_ALLOCATIONS_H

/* How many allocations this thread has made since it began. */
long allocations_counted(void);

/* Bytes that are allocated now, by all threads. */
long allocated_bytes(void);

#endif
