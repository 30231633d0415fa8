/* SPDX-License-Identifier: MIT */
/* Atoms: the local and the global table, on ntdll's atom tables ("About Atom Tables").
 *
 * The global table is this process's own until there is something that processes share. */
#include "kernelbase.h"
#include "nt_lib.h"

enum { NAME_ROOM = 256 }; /* "The string can have a maximum size of 255 bytes" */

static void *tables[2]; /* the local one, the global one */
static SRWLOCK making = SRWLOCK_INIT;

/* The table, made at its first use with so many buckets (0: as many as usual); NULL: out of memory. */
static void *table_of(BOOL global, DWORD buckets)
{
    RtlAcquireSRWLockExclusive((PRTL_SRWLOCK)&making);
    if (!tables[global]) RtlCreateAtomTable(buckets, &tables[global]);
    void *table = tables[global];
    RtlReleaseSRWLockExclusive((PRTL_SRWLOCK)&making);
    if (!table) base_fail(STATUS_NO_MEMORY);
    return table;
}

static ATOM add(BOOL global, const WCHAR *name)
{
    void *table = table_of(global, 0);
    USHORT atom = 0;

    return table && base_ok(RtlAddAtomToAtomTable(table, name, &atom)) ? atom : 0;
}

static ATOM find(BOOL global, const WCHAR *name)
{
    void *table = table_of(global, 0);
    USHORT atom = 0;

    return table && base_ok(RtlLookupAtomInAtomTable(table, name, &atom)) ? atom : 0;
}

/* "If the function fails, the return value is the nAtom parameter." */
static ATOM delete (BOOL global, ATOM atom)
{
    void *table = table_of(global, 0);

    return table && base_ok(RtlDeleteAtomFromAtomTable(table, atom)) ? 0 : atom;
}

/* The name's length, cut to the room. */
static UINT name_of(BOOL global, ATOM atom, WCHAR *to, int room)
{
    void *table = table_of(global, 0);
    ULONG size = room > 0 ? (ULONG)min(room, NAME_ROOM) * sizeof(WCHAR) : 0;
    if (!size) return base_fail(STATUS_BUFFER_OVERFLOW), 0;
    NTSTATUS status = table ? RtlQueryAtomInAtomTable(table, atom, NULL, NULL, to, &size) : STATUS_NO_MEMORY;
    if (status == STATUS_BUFFER_OVERFLOW) base_fail(status); /* cut, which is no failure */
    return status == STATUS_BUFFER_OVERFLOW || base_ok(status) ? size / sizeof(WCHAR) : 0;
}

static UINT name_of_ansi(BOOL global, ATOM atom, char *to, int room)
{
    WCHAR wide[NAME_ROOM];

    if (room <= 0) return base_fail(STATUS_BUFFER_OVERFLOW), 0;
    UINT count = name_of(global, atom, wide, min(room, NAME_ROOM));
    return count ? (UINT)WideCharToMultiByte(CP_ACP, 0, wide, -1, to, room, NULL, NULL) - 1 : 0;
}

/* An integer atom comes in the pointer; a text widened into `wide`. */
static const WCHAR *widened(const char *name, WCHAR *wide)
{
    if (!((ULONG_PTR)name >> 16)) return (const WCHAR *)name;
    return MultiByteToWideChar(CP_ACP, 0, name, -1, wide, NAME_ROOM) ? wide
                                                                     : (base_fail(STATUS_INVALID_PARAMETER), NULL);
}

/* "InitAtomTable function": 0 buckets: as many as usual. */
BOOL WINAPI InitAtomTable(DWORD buckets)
{
    return table_of(FALSE, buckets) != NULL;
}

/* "AddAtomW function": a name there is gets one more reference. */
ATOM WINAPI AddAtomW(const WCHAR *name)
{
    return add(FALSE, name);
}

ATOM WINAPI FindAtomW(const WCHAR *name)
{
    return find(FALSE, name);
}

ATOM WINAPI DeleteAtom(ATOM atom)
{
    return delete (FALSE, atom);
}

UINT WINAPI GetAtomNameW(ATOM atom, WCHAR *to, int room)
{
    return name_of(FALSE, atom, to, room);
}

ATOM WINAPI AddAtomA(const char *name)
{
    WCHAR wide[NAME_ROOM];
    const WCHAR *text = widened(name, wide);

    return text || !name ? add(FALSE, text) : 0;
}

ATOM WINAPI FindAtomA(const char *name)
{
    WCHAR wide[NAME_ROOM];
    const WCHAR *text = widened(name, wide);

    return text || !name ? find(FALSE, text) : 0;
}

UINT WINAPI GetAtomNameA(ATOM atom, char *to, int room)
{
    return name_of_ansi(FALSE, atom, to, room);
}

ATOM WINAPI GlobalAddAtomW(const WCHAR *name)
{
    return add(TRUE, name);
}

ATOM WINAPI GlobalFindAtomW(const WCHAR *name)
{
    return find(TRUE, name);
}

ATOM WINAPI GlobalDeleteAtom(ATOM atom)
{
    return delete (TRUE, atom);
}

UINT WINAPI GlobalGetAtomNameW(ATOM atom, WCHAR *to, int room)
{
    return name_of(TRUE, atom, to, room);
}

ATOM WINAPI GlobalAddAtomA(const char *name)
{
    WCHAR wide[NAME_ROOM];
    const WCHAR *text = widened(name, wide);

    return text || !name ? add(TRUE, text) : 0;
}

ATOM WINAPI GlobalFindAtomA(const char *name)
{
    WCHAR wide[NAME_ROOM];
    const WCHAR *text = widened(name, wide);

    return text || !name ? find(TRUE, text) : 0;
}

UINT WINAPI GlobalGetAtomNameA(ATOM atom, char *to, int room)
{
    return name_of_ansi(TRUE, atom, to, room);
}
