/* SPDX-License-Identifier: MIT */
/* std::_Fiopen: how basic_filebuf::open opens a file: an openmode becomes the mode of fopen(). */
#include "msvcp.h"

#include <share.h>

/* The letters for in, out, trunc and app together (ISO C++, [filebuf.members]); NULL: no such way. */
static const char *mode_letters(int mode)
{
    switch (mode & (IN_MODE | OUT_MODE | TRUNC_MODE | APP_MODE)) {
    case IN_MODE: return "r";
    case OUT_MODE:
    case OUT_MODE | TRUNC_MODE: return "w";
    case OUT_MODE | APP_MODE: return "a";
    case IN_MODE | OUT_MODE: return "r+";
    case IN_MODE | OUT_MODE | TRUNC_MODE: return "w+";
    case IN_MODE | OUT_MODE | APP_MODE: return "a+";
    default: return NULL;
    }
}

static FILE *open_with(const char *name, const wchar_t *wide, const char *letters, int sharing)
{
    wchar_t wide_letters[8] = {0};
    for (int i = 0; letters[i]; i++) wide_letters[i] = (wchar_t)letters[i];
    return wide ? _wfsopen(wide, wide_letters, sharing) : _fsopen(name, letters, sharing);
}

static FILE *open_file(const char *name, const wchar_t *wide, int mode, int sharing)
{
    char letters[8];
    if (mode & NOCREATE_MODE) mode |= IN_MODE;
    if (mode & APP_MODE) mode |= OUT_MODE;
    const char *base = mode_letters(mode);
    if (!base) return NULL;
    strcpy(letters, base);
    if (mode & BINARY_MODE) strcat(letters, "b");

    if (mode & NOREPLACE_MODE && mode & OUT_MODE) {
        FILE *there = open_with(name, wide, "r", sharing);
        if (there) {
            fclose(there);
            return NULL;
        }
    }
    FILE *file = open_with(name, wide, letters, sharing);
    if (file && mode & ATE_MODE && fseek(file, 0, SEEK_END) != 0) {
        fclose(file);
        file = NULL;
    }
    return file;
}

/* std::_Fiopen(name, mode, sharing): mode is an ios_base::openmode, sharing one of _fsopen()'s _SH_ values.  NULL where
 * the mode says nothing sensible or the file cannot be opened. */
FILE *fiopen(const char *name, int mode, int sharing)
{
    return open_file(name, NULL, mode, sharing);
}

FILE *fiopen_wide(const wchar_t *name, int mode, int sharing)
{
    return open_file(NULL, name, mode, sharing);
}
