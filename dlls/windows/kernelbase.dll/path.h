/* SPDX-License-Identifier: MIT */
/* File names as the functions of kernelbase take them: from 8-bit to UTF-16, from DOS to NT, and back into callers'
 * buffers. */
#ifndef METIC_KERNELBASE_PATH_H
#define METIC_KERNELBASE_PATH_H

#include "kernelbase.h"

/* The UTF-16 form of a caller's 8-bit file name; `text` is NULL for NULL. */
struct path_wide {
    WCHAR *text, room[MAX_PATH + 4];
};

/* Converts by the code page that SetFileApisToOEM/ANSI chose.  FALSE with the last error set; else path_free() it. */
BOOL path_wide(struct path_wide *path, const char *name);
void path_free(struct path_wide *path);

/* Puts a UTF-16 result of `units` into a caller's 8-bit buffer, by the convention of GetFullPathNameA and its kin: the
 * length without terminator, or the room needed with it where `size` is too small (nothing is written then). */
DWORD path_answer(const WCHAR *text, size_t units, char *buffer, DWORD size);

/* The same for a UTF-16 buffer. */
DWORD path_answer_wide(const WCHAR *text, size_t units, WCHAR *buffer, DWORD size);

/* The 8-bit form of `units` WCHARs, cut to `size` bytes with its terminator; answers the bytes it has whole, without
 * it. */
ULONG path_narrow(const WCHAR *text, size_t units, char *buffer, ULONG size);

/* The full DOS path of a name in the process heap (base_free() it), its length in *units; NULL with the last error set.
 */
WCHAR *path_full(const WCHAR *name, size_t *units);

/* An NT name with the attributes to open it by. */
struct path_nt {
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
};

/* Makes it of a DOS name.  FALSE with the last error set (ERROR_PATH_NOT_FOUND for no name at all); else path_release()
 * it. */
BOOL path_nt(struct path_nt *path, const WCHAR *name);
void path_release(struct path_nt *path);

/* Opens an existing file or folder, sharing everything, for synchronous use.  INVALID_HANDLE_VALUE with the last error
 * set. */
HANDLE path_open(const WCHAR *name, ACCESS_MASK access, ULONG options);

/* A volume's name but for its last digits, which are its drive's letter in hexadecimal: the host knows the same rule.
 */
#define PATH_VOLUME_FRONT L"\\\\?\\Volume{6d657469-6300-0000-0000-0000000000"
#define PATH_VOLUME_UNITS 49 /* of the whole name, with the separator at its end */

static inline BOOL path_separator(WCHAR c)
{
    return c == '\\' || c == '/';
}

#endif
