/* SPDX-License-Identifier: MIT */
/* The locales there are, inside kernelbase. */
#ifndef METIC_LOCALE_H
#define METIC_LOCALE_H

/* The columns of the table in locale_data.c. */
enum locale { LOCALE_NONE = -1, LOCALE_EN_US, LOCALE_INVARIANT_ROW, LOCALES };

/* The row of an identifier (LOCALE_USER_DEFAULT and its like included) or of a name (NULL: the user's); LOCALE_NONE:
 * there is no such. */
enum locale locale_of_id(LCID id);
enum locale locale_of_name(const WCHAR *name);

/* What LCMAP_SORTHANDLE answers for a row, and the row a later call means by a name and such a handle, one of which is
 * 0; LOCALE_NONE: no such. */
enum { SORT_HANDLE = 0x4c530001 };
static inline LPARAM locale_sort_handle(enum locale locale)
{
    return SORT_HANDLE + (LPARAM)locale;
}
static inline enum locale locale_of_sort(const WCHAR *name, LPARAM handle)
{
    if (!handle) return locale_of_name(name);
    return name || handle < SORT_HANDLE || handle >= SORT_HANDLE + LOCALES ? LOCALE_NONE
                                                                           : (enum locale)(handle - SORT_HANDLE);
}

/* The text of a LOCALE_ constant without flags; NULL: it is not known. */
const WCHAR *locale_text(enum locale locale, LCTYPE type);

/* Copies `length` units to `to` as the NLS functions do: the length, or with `room` 0 just that; 0 and
 * ERROR_INSUFFICIENT_BUFFER. */
int locale_give(const WCHAR *text, int length, WCHAR *to, int room);

/* The same for 8-bit callers: `wide` has `length` units. */
int locale_give_ansi(const WCHAR *wide, int length, char *to, int room);

/* Where formatted text goes: counts on beyond its room, so that with room 0 it tells the size. */
struct locale_out {
    WCHAR *to;
    int room, count;
};

static inline void locale_put(struct locale_out *out, WCHAR unit)
{
    if (out->count < out->room) out->to[out->count] = unit;
    out->count++;
}

/* What the function answers: the count, or 0 and ERROR_INSUFFICIENT_BUFFER. */
static inline int locale_given(const struct locale_out *out)
{
    if (!out->room || out->count <= out->room) return out->count;
    RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
    return 0;
}

#endif
