/* SPDX-License-Identifier: MIT */
/* Looking at processes of the prefix: which there are, and what stands in the memory of one (peek.c). */
#ifndef METIC_PEEK_H
#define METIC_PEEK_H

#include "kernelbase.h"
#include "nt_processes.h"

/* The system's list of processes; base_free() it. */
NTSTATUS peek_processes(NT_PROCESS_INFORMATION **out);

/* Copies memory of a process; FALSE: it could not be read. */
BOOL peek(HANDLE process, const void *from, void *to, SIZE_T size);

/* A counted text of a process, cut to `room` WCHARs with the terminator; its length, 0 if it could not be read. */
DWORD peek_text(HANDLE process, const UNICODE_STRING *from, WCHAR *to, DWORD room);

/* A copy of the process's PEB; `process` allows PROCESS_QUERY_INFORMATION and PROCESS_VM_READ.  `id` may be NULL. */
NTSTATUS peek_peb(HANDLE process, PEB *peb, DWORD *id);

/* Copies the entries of the process's modules in load order, the program first, until `visit` says FALSE. */
void peek_modules(HANDLE process, const PEB *peb,
                  BOOL (*visit)(HANDLE process, const LDR_DATA_TABLE_ENTRY *module, void *context), void *context);

#endif
