/* SPDX-License-Identifier: MIT */
/* What the files of dbghelp share: the sessions that SymInitialize opens, and their modules. */
#ifndef METIC_DBGHELP_SESSION_H
#define METIC_DBGHELP_SESSION_H

#include "nt.h"
#include "nt_lib.h"

/* what is declared here is defined here */
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#include <dbghelp.h>
#include <wchar.h>

struct module {
    struct module *next;
    DWORD64 base;
    DWORD size, time, checksum;
    WCHAR path[MAX_PATH];
    CHAR name[32]; /* the file's, without its extension */
};

struct session {
    struct session *next;
    HANDLE process;
    WCHAR *search_path;
    struct module *modules;
};

/* ---- session.c ---- */
void *dbghelp_alloc(SIZE_T size);
void dbghelp_free(void *block);
BOOL dbghelp_fail(DWORD error);
void dbghelp_lock(void);
void dbghelp_unlock(void);
/* Under the lock: the session, or NULL with ERROR_INVALID_HANDLE. */
struct session *session_find(HANDLE process);
/* Under the lock: the module with the address in it, or NULL with ERROR_MOD_NOT_FOUND. */
struct module *session_module(struct session *session, DWORD64 address);
/* Copies memory of the process; FALSE: not all of it can be read. */
BOOL dbghelp_read(HANDLE process, DWORD64 from, void *to, SIZE_T size);

#endif
