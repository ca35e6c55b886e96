/* The limits that Stoa's figures stand beside: the bare engine, driven from C, with nothing in between.
 *
 * Functions that can fail return NULL or a negative number; reference_error() then says why, on the same thread. */
#ifndef C_REFERENCES_H
#define C_REFERENCES_H

#include <stddef.h>

const char *reference_error(void);

/* One connection (SQLite has one writer), WAL, synchronous=FULL: commits of one row of 256 bytes, a second. */
typedef struct ReferenceSQLite ReferenceSQLite;
ReferenceSQLite *reference_sqlite_open(const char *path);
double reference_sqlite_commits_per_second(ReferenceSQLite *reference, double seconds);
void reference_sqlite_close(ReferenceSQLite *reference);

/* One connection and one thread for each caller: commits of one row of 256 bytes, a second, all callers together. */
typedef struct ReferencePostgres ReferencePostgres;
ReferencePostgres *reference_postgres_open(const char *url, int callers);
double reference_postgres_commits_per_second(ReferencePostgres *reference, double seconds);
void reference_postgres_close(ReferencePostgres *reference);

/* A plain Lua state: no budgets, no hook, no sandbox. `module` is what `require "stoa"` gives; the chunk runs once and
 * returns a table with the function `handler`. */
typedef struct ReferenceLua ReferenceLua;
ReferenceLua *reference_lua_open(const char *module, const char *chunk, const char *handler);
/* Nanoseconds a call. A call builds the arguments that `tape` describes, runs the handler in one lua_pcall, and reads
 * its result to the last field. `tape` (see LuaCalls.c) may be empty. */
double reference_lua_nanoseconds(ReferenceLua *reference, const unsigned char *tape, size_t length, double seconds);
/* How many values the result of the last call had, nested ones included. */
long reference_lua_result_values(const ReferenceLua *reference);
void reference_lua_close(ReferenceLua *reference);

#endif
