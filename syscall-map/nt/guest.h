/* SPDX-License-Identifier: MIT */
/* The structures that many NT calls take by pointer, read from guest memory into the host's own. */
#ifndef METIC_NT_GUEST_H
#define METIC_NT_GUEST_H

#include "nt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A counted UTF-16 string of the host; short ones need no allocation. */
struct guest_text {
    WCHAR *text;
    size_t length; /* WCHARs */
    WCHAR inside[260];
};

/* OBJECT_ATTRIBUTES, deeply read. */
struct guest_attributes {
    HANDLE root;
    ULONG attributes; /* OBJ_* */
    bool has_name;    /* ObjectName was not NULL and not empty */
    struct guest_text name;
    void *security; /* guest pointer */
};

/* Reads a UNICODE_STRING and its text.  STATUS_ACCESS_VIOLATION; STATUS_INVALID_PARAMETER for a length that is odd or
 * above the maximum; STATUS_NO_MEMORY.  Free `out` on success with guest_text_free(); a NULL `guest` is an empty text.
 */
NTSTATUS guest_text_read(const UNICODE_STRING *guest, struct guest_text *out);
void guest_text_free(struct guest_text *text);

/* Reads OBJECT_ATTRIBUTES; `guest` NULL gives an empty one.  STATUS_INVALID_PARAMETER for a wrong Length or unknown
 * attribute bits. Free `out` on success with guest_attributes_free(). */
NTSTATUS guest_attributes_read(const OBJECT_ATTRIBUTES *guest, struct guest_attributes *out);
void guest_attributes_free(struct guest_attributes *attributes);

/* Writes a result that begins with a UNICODE_STRING whose text follows it, as NtQueryObject and others do.  `needed`
 * gets the whole size.  STATUS_INFO_LENGTH_MISMATCH: `length` is too small. */
NTSTATUS guest_put_name(void *guest, ULONG length, const WCHAR *text, size_t units, ULONG *needed);

#endif
