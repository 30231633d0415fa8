/* SPDX-License-Identifier: MIT */
/* The national-language tables: the layout of the blob that tools/mknls.c writes and ntdll.dll carries, and the private
 * exports through which kernelbase.dll uses it. */
#ifndef METIC_NLS_H
#define METIC_NLS_H

#include <stdint.h>

#define NLS_MAGIC 0x534c4e4du /* "MNLS" */

/* Offsets are in bytes from the blob's start.  A two-level table is uint16_t index[256], uint16_t page[][256]. */
struct nls_header {
    uint32_t magic, size;
    uint32_t upper, lower;        /* two-level: what to add to a UTF-16 unit */
    uint32_t type1, type2, type3; /* two-level: CT_CTYPE1 .. 3 */
    uint32_t pages, page_count;   /* struct nls_page[] */
};

struct nls_page {
    uint16_t id;
    uint16_t max_bytes;    /* 1 or 2 */
    uint16_t default_char; /* for what it cannot hold */
    uint16_t default_wide; /* for bytes that mean nothing */
    uint8_t lead[12];      /* pairs of first and last lead byte, 0 ends */
    uint32_t to_wide;      /* uint16_t single[256], table[256], second[][256]; 0: undefined; tables count from 1 */
    uint32_t to_bytes;     /* two-level; 0: none; lead byte high */
    uint32_t best_fit;     /* two-level, one byte each, for units that to_bytes lacks; 0: there is none */
};

#ifdef _WIN32
struct nls_info {
    uint32_t id; /* the real one where CP_ACP and friends were asked for */
    uint32_t max_bytes;
    uint16_t default_char, default_wide;
    uint8_t lead[12];
};

/* Which code page CP_ACP (0), CP_OEMCP (1), CP_MACCP (2) or CP_THREAD_ACP (3) means; another number is its own answer.
 */
ULONG NTAPI __metic_nls_code_page(ULONG code_page);

/* Facts about a code page; FALSE: there is no such one. */
BOOLEAN NTAPI __metic_nls_info(ULONG code_page, struct nls_info *info);

/* MultiByteToWideChar and WideCharToMultiByte with lengths in full (no terminator is looked for) and the documented
 * flags. They answer the number of units or bytes written, or needed where `room` is 0; 0 and a status where they fail:
 * STATUS_INVALID_PARAMETER (no such code page, or a default character for UTF-8), STATUS_INVALID_PARAMETER_2 (flags),
 * STATUS_BUFFER_TOO_SMALL, STATUS_NO_UNICODE_TRANSLATION. */
ULONG NTAPI __metic_nls_to_wide(ULONG code_page, ULONG flags, const char *from, ULONG length, WCHAR *to, ULONG room,
                                NTSTATUS *status);
ULONG NTAPI __metic_nls_to_bytes(ULONG code_page, ULONG flags, const WCHAR *from, ULONG length, char *to, ULONG room,
                                 const char *default_char, BOOL *used_default, NTSTATUS *status);

/* CT_CTYPE1 (1), CT_CTYPE2 (2) or CT_CTYPE3 (4) of each unit. */
void NTAPI __metic_nls_types(ULONG which, const WCHAR *from, ULONG length, USHORT *to);

/* Maps each unit; `from` and `to` may be the same. */
void NTAPI __metic_nls_upper(const WCHAR *from, ULONG length, WCHAR *to);
void NTAPI __metic_nls_lower(const WCHAR *from, ULONG length, WCHAR *to);
#endif

#endif
