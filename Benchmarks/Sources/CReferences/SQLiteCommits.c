#include <sqlite3.h>
#include <stdlib.h>

#include "CReferences.h"
#include "Support.h"

struct ReferenceSQLite {
    sqlite3 *database;
    sqlite3_stmt *insert;
};

static int prepare(ReferenceSQLite *reference, const char *path) {
    int code = sqlite3_open(path, &reference->database);
    if (code == SQLITE_OK)
        code = sqlite3_exec(
            reference->database,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
            NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(
            reference->database, "INSERT INTO bare (body) VALUES (?1)", -1, &reference->insert, NULL);
    return code == SQLITE_OK ? 0 : fail("bare SQLite", sqlite3_errmsg(reference->database));
}

ReferenceSQLite *reference_sqlite_open(const char *path) {
    ReferenceSQLite *reference = calloc(1, sizeof *reference);
    if (!reference) return NULL;
    if (prepare(reference, path) < 0) {
        reference_sqlite_close(reference);
        return NULL;
    }
    return reference;
}

double reference_sqlite_commits_per_second(ReferenceSQLite *reference, double seconds) {
    double start = now(), end = start;
    long commits = 0;
    for (; end - start < seconds; end = now(), commits++) {
        sqlite3_bind_text(reference->insert, 1, row_body, sizeof row_body - 1, SQLITE_STATIC);
        /* Outside a transaction a statement is one: this returns when the row is on the disk. */
        int code = sqlite3_step(reference->insert);
        sqlite3_reset(reference->insert);
        if (code != SQLITE_DONE) return fail("bare SQLite commit", sqlite3_errmsg(reference->database));
    }
    return (double)commits / (end - start);
}

void reference_sqlite_close(ReferenceSQLite *reference) {
    sqlite3_finalize(reference->insert);
    sqlite3_close(reference->database);
    free(reference);
}
