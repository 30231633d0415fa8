/* SPDX-License-Identifier: MIT */
/* The store on SQLite's write-ahead log: a commit is one write to the log, without a sync, so that it outlives every
 * process; a flush syncs.  The file is ours alone while it is open (locking_mode EXCLUSIVE), which saves the index of
 * the log in a file of its own. */
#include "store.h"

#include "nt_status.h"

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, APPLICATION = 0x4d657469 };

/* ---- the library ---- */

static struct {
    int (*open_v2)(const char *, sqlite3 **, int, const char *);
    int (*close)(sqlite3 *);
    int (*exec)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
    int (*prepare_v2)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
    int (*finalize)(sqlite3_stmt *);
    int (*step)(sqlite3_stmt *);
    int (*reset)(sqlite3_stmt *);
    int (*bind_blob)(sqlite3_stmt *, int, const void *, int, void (*)(void *));
    int (*bind_int64)(sqlite3_stmt *, int, sqlite3_int64);
    int (*bind_zeroblob)(sqlite3_stmt *, int, int);
    const void *(*column_blob)(sqlite3_stmt *, int);
    int (*column_bytes)(sqlite3_stmt *, int);
    sqlite3_int64 (*column_int64)(sqlite3_stmt *, int);
    int (*wal_checkpoint_v2)(sqlite3 *, const char *, int, int *, int *);
    int (*extended_errcode)(sqlite3 *);
} sq;

static const struct {
    const char *name;
    void *at;
} symbols[] = {
    {"sqlite3_open_v2",           &sq.open_v2          },
    {"sqlite3_close",             &sq.close            },
    {"sqlite3_exec",              &sq.exec             },
    {"sqlite3_prepare_v2",        &sq.prepare_v2       },
    {"sqlite3_finalize",          &sq.finalize         },
    {"sqlite3_step",              &sq.step             },
    {"sqlite3_reset",             &sq.reset            },
    {"sqlite3_bind_blob",         &sq.bind_blob        },
    {"sqlite3_bind_int64",        &sq.bind_int64       },
    {"sqlite3_bind_zeroblob",     &sq.bind_zeroblob    },
    {"sqlite3_column_blob",       &sq.column_blob      },
    {"sqlite3_column_bytes",      &sq.column_bytes     },
    {"sqlite3_column_int64",      &sq.column_int64     },
    {"sqlite3_wal_checkpoint_v2", &sq.wal_checkpoint_v2},
    {"sqlite3_extended_errcode",  &sq.extended_errcode },
};

static bool library(void)
{
    static int loaded = -1;
    if (loaded >= 0) return loaded;
    loaded = 0;
    void *found = dlopen(METIC_SQLITE, RTLD_NOW | RTLD_LOCAL);
    if (!found) return false;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(found, symbols[i].name);
        if (!symbol) return false;
        memcpy(symbols[i].at, &symbol, sizeof symbol);
    }
    loaded = 1;
    return true;
}

/* ---- statements ---- */

enum statement {
    KEY_PUT,
    VALUE_PUT,
    VALUE_DROP,
    KEY_DROP,
    KEY_VALUES_DROP,
    BELOW_DROP,
    BELOW_VALUES_DROP,
    BEGIN,
    COMMIT,
    ROLLBACK,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [KEY_PUT] = "INSERT OR REPLACE INTO keys VALUES (?,?,?,?,?,?,?)",
    [VALUE_PUT] = "INSERT OR REPLACE INTO vals VALUES (?,?,?,?,?,?)",
    [VALUE_DROP] = "DELETE FROM vals WHERE path=? AND folded=?",
    [KEY_DROP] = "DELETE FROM keys WHERE path=?",
    [KEY_VALUES_DROP] = "DELETE FROM vals WHERE path=?",
    /* from the path with \ behind it to what follows that as bytes */
    [BELOW_DROP] = "DELETE FROM keys WHERE path>=? AND path<?",
    [BELOW_VALUES_DROP] = "DELETE FROM vals WHERE path>=? AND path<?",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS keys(path BLOB PRIMARY KEY,name BLOB,class BLOB,security BLOB,flags INTEGER,"
    "user_flags INTEGER,written INTEGER) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS vals(path BLOB,folded BLOB,name BLOB,type INTEGER,data BLOB,written INTEGER,"
    "PRIMARY KEY(path,folded)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mark(id INTEGER PRIMARY KEY,value INTEGER);";

struct store {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
};

static const struct {
    int code;
    NTSTATUS status;
} statuses[] = {
    {SQLITE_CORRUPT,  STATUS_REGISTRY_CORRUPT      },
    {SQLITE_NOTADB,   STATUS_REGISTRY_CORRUPT      },
    {SQLITE_FULL,     STATUS_DISK_FULL             },
    {SQLITE_READONLY, STATUS_MEDIA_WRITE_PROTECTED },
    {SQLITE_CANTOPEN, STATUS_ACCESS_DENIED         },
    {SQLITE_PERM,     STATUS_ACCESS_DENIED         },
    {SQLITE_NOMEM,    STATUS_NO_MEMORY             },
    {SQLITE_BUSY,     STATUS_SHARING_VIOLATION     },
    {SQLITE_TOOBIG,   STATUS_INSUFFICIENT_RESOURCES},
};

static NTSTATUS status_of(struct store *store, int result)
{
    int code = (store->database ? sq.extended_errcode(store->database) : result) & 0xff;
    if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return STATUS_SUCCESS;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].code == code) return statuses[i].status;
    return STATUS_REGISTRY_IO_FAILED;
}

static sqlite3_stmt *prepared(struct store *store, enum statement which)
{
    if (!store->statements[which]) sq.prepare_v2(store->database, texts[which], -1, &store->statements[which], NULL);
    return store->statements[which];
}

/* Runs a statement without rows. */
static NTSTATUS run(struct store *store, sqlite3_stmt *statement)
{
    if (!statement) return status_of(store, SQLITE_ERROR);
    int result = sq.step(statement);
    NTSTATUS status = status_of(store, result);
    sq.reset(statement);
    return status;
}

static void bind(sqlite3_stmt *statement, int at, const void *bytes, size_t size)
{
    if (!statement) return;
    if (size)
        sq.bind_blob(statement, at, bytes, (int)size, SQLITE_STATIC);
    else
        sq.bind_zeroblob(statement, at, 0);
}

static void bind_units(sqlite3_stmt *statement, int at, const struct store_units *units)
{
    bind(statement, at, units->text, units->length * sizeof *units->text);
}

/* ---- opening ---- */

static int number_take(void *context, int count, char **columns, char **names)
{
    (void)names;
    if (count && columns[0]) *(long *)context = strtol(columns[0], NULL, 10);
    return 0;
}

static NTSTATUS set_up(struct store *store)
{
    long version = 0, application = 0;
    char text[128];
    int result =
        sq.exec(store->database, "PRAGMA locking_mode=EXCLUSIVE;PRAGMA user_version", number_take, &version, NULL);
    if (!result) result = sq.exec(store->database, "PRAGMA application_id", number_take, &application, NULL);
    if (result) return status_of(store, result);
    if ((version || application) && application != APPLICATION) return STATUS_REGISTRY_CORRUPT;
    if (version > VERSION) return STATUS_REVISION_MISMATCH;
    result = sq.exec(store->database,
                     "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA wal_autocheckpoint=256;"
                     "PRAGMA journal_size_limit=1048576;PRAGMA cache_size=-1024",
                     NULL, NULL, NULL);
    if (!result && !version) {
        result = sq.exec(store->database, schema, NULL, NULL, NULL);
        snprintf(text, sizeof text, "PRAGMA application_id=%d;PRAGMA user_version=%d", APPLICATION, VERSION);
        if (!result) result = sq.exec(store->database, text, NULL, NULL, NULL);
    }
    return status_of(store, result);
}

NTSTATUS store_open(const char *path, struct store **out)
{
    if (!library()) return STATUS_DLL_NOT_FOUND;
    struct store *store = calloc(1, sizeof *store);
    if (!store) return STATUS_NO_MEMORY;
    int result =
        sq.open_v2(path, &store->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    NTSTATUS status = result ? status_of(store, result) : set_up(store);
    if (status != STATUS_SUCCESS) {
        store_close(store);
        return status;
    }
    *out = store;
    return STATUS_SUCCESS;
}

void store_close(struct store *store)
{
    if (!store) return;
    for (int i = 0; i < STATEMENTS; i++)
        if (store->statements[i]) sq.finalize(store->statements[i]);
    if (store->database) sq.close(store->database);
    free(store);
}

/* ---- reading ---- */

static struct store_units column_units(sqlite3_stmt *statement, int at)
{
    const void *text = sq.column_blob(statement, at);
    return (struct store_units){text, text ? (size_t)sq.column_bytes(statement, at) / sizeof(uint16_t) : 0};
}

/* Who is told of all that is kept. */
struct told {
    bool (*key)(const struct store_key *key, void *context);
    bool (*value)(const struct store_value *value, void *context);
    void *context;
};

static bool tell_key(sqlite3_stmt *statement, const struct told *told)
{
    struct store_key row = {.path = column_units(statement, 0),
                            .name = column_units(statement, 1),
                            .class_name = column_units(statement, 2),
                            .security = sq.column_blob(statement, 3),
                            .security_size = (size_t)sq.column_bytes(statement, 3),
                            .flags = (uint32_t)sq.column_int64(statement, 4),
                            .user_flags = (uint32_t)sq.column_int64(statement, 5),
                            .written = sq.column_int64(statement, 6)};
    return told->key(&row, told->context);
}

static bool tell_value(sqlite3_stmt *statement, const struct told *told)
{
    struct store_value row = {.path = column_units(statement, 0),
                              .folded = column_units(statement, 1),
                              .name = column_units(statement, 2),
                              .type = sq.column_int64(statement, 3),
                              .data = sq.column_blob(statement, 4),
                              .size = (size_t)sq.column_bytes(statement, 4),
                              .written = sq.column_int64(statement, 5)};
    return told->value(&row, told->context);
}

/* Each row, until `tell` answers false. */
static NTSTATUS rows_each(struct store *store, const char *sql, bool (*tell)(sqlite3_stmt *, const struct told *),
                          const struct told *told)
{
    sqlite3_stmt *statement = NULL;
    int result = sq.prepare_v2(store->database, sql, -1, &statement, NULL);
    bool good = !result;
    while (good && (result = sq.step(statement)) == SQLITE_ROW) good = tell(statement, told);
    NTSTATUS status = status_of(store, result);
    sq.finalize(statement);
    return status;
}

NTSTATUS store_each(struct store *store, bool (*key)(const struct store_key *key, void *context),
                    bool (*value)(const struct store_value *value, void *context), void *context)
{
    const struct told told = {key, value, context};
    NTSTATUS status = rows_each(
        store, "SELECT path,name,class,security,flags,user_flags,written FROM keys ORDER BY path", tell_key, &told);
    if (status != STATUS_SUCCESS) return status;
    return rows_each(store, "SELECT path,folded,name,type,data,written FROM vals ORDER BY path", tell_value, &told);
}

/* ---- changes ---- */

NTSTATUS store_key_put(struct store *store, const struct store_key *key)
{
    sqlite3_stmt *statement = prepared(store, KEY_PUT);
    if (!statement) return status_of(store, SQLITE_ERROR);
    bind_units(statement, 1, &key->path);
    bind_units(statement, 2, &key->name);
    bind_units(statement, 3, &key->class_name);
    bind(statement, 4, key->security, key->security_size);
    sq.bind_int64(statement, 5, key->flags);
    sq.bind_int64(statement, 6, key->user_flags);
    sq.bind_int64(statement, 7, key->written);
    return run(store, statement);
}

NTSTATUS store_value_put(struct store *store, const struct store_value *value)
{
    sqlite3_stmt *statement = prepared(store, VALUE_PUT);
    if (!statement) return status_of(store, SQLITE_ERROR);
    bind_units(statement, 1, &value->path);
    bind_units(statement, 2, &value->folded);
    bind_units(statement, 3, &value->name);
    sq.bind_int64(statement, 4, value->type);
    bind(statement, 5, value->data, value->size);
    sq.bind_int64(statement, 6, value->written);
    return run(store, statement);
}

NTSTATUS store_value_drop(struct store *store, const struct store_units *path, const struct store_units *folded)
{
    sqlite3_stmt *statement = prepared(store, VALUE_DROP);
    if (!statement) return status_of(store, SQLITE_ERROR);
    bind_units(statement, 1, path);
    bind_units(statement, 2, folded);
    return run(store, statement);
}

/* Drops what is under a path. */
static NTSTATUS below_drop(struct store *store, enum statement which, const struct store_units *path)
{
    sqlite3_stmt *statement = prepared(store, which);
    uint16_t *ends = malloc((path->length + 1) * 2 * sizeof *ends);
    if (!ends || !statement) {
        free(ends);
        return STATUS_NO_MEMORY;
    }
    struct store_units from = {ends, path->length + 1}, to = {ends + path->length + 1, path->length + 1};
    for (int i = 0; i < 2; i++) {
        uint16_t *end = i ? ends + path->length + 1 : ends;
        memcpy(end, path->text, path->length * sizeof *end);
        end[path->length] = i ? 0x015c : '\\'; /* as bytes 5c 00 and 5c 01 */
    }
    bind_units(statement, 1, &from);
    bind_units(statement, 2, &to);
    NTSTATUS status = run(store, statement);
    free(ends);
    return status;
}

NTSTATUS store_key_drop(struct store *store, const struct store_units *path, bool below)
{
    static const enum statement own[] = {KEY_DROP, KEY_VALUES_DROP}, under[] = {BELOW_DROP, BELOW_VALUES_DROP};
    NTSTATUS status = STATUS_SUCCESS;
    for (int i = 0; i < 2 && status == STATUS_SUCCESS; i++) {
        sqlite3_stmt *statement = prepared(store, own[i]);
        bind_units(statement, 1, path);
        status = run(store, statement);
        if (status == STATUS_SUCCESS && below) status = below_drop(store, under[i], path);
    }
    return status;
}

NTSTATUS store_begin(struct store *store)
{
    return run(store, prepared(store, BEGIN));
}

NTSTATUS store_commit(struct store *store, NTSTATUS so_far)
{
    if (so_far == STATUS_SUCCESS) so_far = run(store, prepared(store, COMMIT));
    if (so_far != STATUS_SUCCESS) run(store, prepared(store, ROLLBACK));
    return so_far;
}

NTSTATUS store_flush(struct store *store)
{
    return status_of(store, sq.wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

uint64_t store_mark(struct store *store, const uint64_t *set)
{
    sqlite3_stmt *statement = NULL;
    const char *text = set ? "INSERT OR REPLACE INTO mark VALUES (1,?)" : "SELECT value FROM mark WHERE id=1";
    uint64_t found = 0;
    if (sq.prepare_v2(store->database, text, -1, &statement, NULL)) return 0;
    if (set) sq.bind_int64(statement, 1, (sqlite3_int64)*set);
    if (sq.step(statement) == SQLITE_ROW) found = (uint64_t)sq.column_int64(statement, 0);
    sq.finalize(statement);
    return found;
}
