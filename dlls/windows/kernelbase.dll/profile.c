/* SPDX-License-Identifier: MIT */
/* Initialization files: GetPrivateProfileString and its family, on profile_file.c; the 8-bit forms stand in
 * profile_ansi.c. win.ini and the registry's mappings of other files: it is a file like another; there are no mappings.
 */
#include "kernelbase.h"
#include "profile.h"

/* Where strings go one behind the other: `count` units, never past room - 1. */
struct list {
    WCHAR *to;
    DWORD room, count;
    BOOL full;
};

static void list_add(struct list *list, const WCHAR *text, SIZE_T length, BOOL end)
{
    for (SIZE_T i = 0; i < length + end; i++) {
        if (list->count + 1 >= list->room) {
            list->full = TRUE;
            return;
        }
        list->to[list->count++] = i < length ? text[i] : 0;
    }
}

/* Ends a list with its second zero: "the return value is equal to nSize minus two" where it did not fit. */
static DWORD list_end(struct list *list)
{
    if (list->full && list->room >= 2) {
        list->count = list->room - 2;
        list->to[list->count] = list->to[list->count + 1] = 0;
        return list->count;
    }
    if (list->room) list->to[list->count] = 0;
    if (!list->count && list->room > 1) list->to[1] = 0;
    return list->count;
}

/* All sections' names, or the keys of a section, or its whole lines. */
enum what { SECTIONS, KEYS, LINES };

static DWORD give_list(const struct profile *profile, enum what what, struct span part, WCHAR *to, DWORD room)
{
    struct list list = {to, room, 0, FALSE};
    struct line line = {
        .whole = {part.at, part.at}
    };
    struct span name, value;

    while (line.whole.end < part.end && profile_line(profile, &line)) {
        const WCHAR *text = profile->text + line.text.at;
        SIZE_T length = line.text.end - line.text.at, end;
        if (what == SECTIONS) {
            if (!length || *text != '[') continue;
            for (end = 1; end < length && text[end] != ']';) end++;
            list_add(&list, text + 1, end - 1, TRUE);
        } else if (profile_entry(profile, &line, &name, &value)) {
            if (what == KEYS)
                list_add(&list, profile->text + name.at, name.end - name.at, TRUE);
            else
                list_add(&list, text, length, TRUE);
        }
    }
    return list_end(&list);
}

/* One value without its quotation marks, cut to fit: "the return value is equal to nSize minus one". */
static DWORD give_value(const WCHAR *text, SIZE_T length, WCHAR *to, DWORD room)
{
    struct list list = {to, room, 0, FALSE};

    if (length >= 2 && (*text == '"' || *text == '\'') && text[length - 1] == *text) text++, length -= 2;
    list_add(&list, text, length, FALSE);
    if (room) to[list.count] = 0;
    return list.count;
}

static DWORD give_default(const WCHAR *text, WCHAR *to, DWORD room)
{
    SIZE_T length = text ? wcslen(text) : 0;

    while (length && text[length - 1] == ' ') length--; /* "trailing blank characters ... are stripped" */
    return give_value(text ? text : L"", length, to, room);
}

/* "GetPrivateProfileStringW function": the count without the terminator.  `section` NULL: the names of all sections;
 * `key` NULL: of all keys; ERROR_FILE_NOT_FOUND where something is not found and the default was given. */
DWORD WINAPI GetPrivateProfileStringW(const WCHAR *section, const WCHAR *key, const WCHAR *fallback, WCHAR *to,
                                      DWORD room, const WCHAR *file)
{
    struct profile profile;
    struct span heading, body, line, value;
    DWORD count;

    if (!to) room = 0;
    if (!section) return GetPrivateProfileSectionNamesW(to, room, file);
    if (!profile_open(&profile, file, FALSE)) return give_default(fallback, to, room);
    if (!profile_section(&profile, section, &heading, &body) ||
        (key && !profile_key(&profile, body, key, &line, &value))) {
        count = give_default(fallback, to, room);
        RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND);
    } else {
        count = key ? give_value(profile.text + value.at, value.end - value.at, to, room)
                    : give_list(&profile, KEYS, body, to, room);
        RtlSetLastWin32Error(ERROR_SUCCESS);
        if (room && count + 1 == room && key && count < value.end - value.at) RtlSetLastWin32Error(ERROR_MORE_DATA);
    }
    profile_close(&profile);
    return count;
}

/* "GetPrivateProfileSectionNamesW function" */
DWORD WINAPI GetPrivateProfileSectionNamesW(WCHAR *to, DWORD room, const WCHAR *file)
{
    struct profile profile;
    struct list none = {to, to ? room : 0, 0, FALSE};

    if (!profile_open(&profile, file, FALSE)) return list_end(&none);
    DWORD count = give_list(&profile, SECTIONS, (struct span){0, profile.length}, to, none.room);
    profile_close(&profile);
    return count;
}

/* "GetPrivateProfileSectionW function" */
DWORD WINAPI GetPrivateProfileSectionW(const WCHAR *section, WCHAR *to, DWORD room, const WCHAR *file)
{
    struct profile profile;
    struct span heading, body;
    struct list none = {to, room, 0, FALSE};

    if (!section || !to) return base_fail(STATUS_INVALID_PARAMETER), 0;
    if (!profile_open(&profile, file, FALSE)) return list_end(&none);
    DWORD count = 0;
    if (profile_section(&profile, section, &heading, &body))
        count = give_list(&profile, LINES, body, to, room);
    else
        list_end(&none), RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND);
    profile_close(&profile);
    return count;
}

/* "GetPrivateProfileIntW function": the number that the value begins with. */
UINT WINAPI GetPrivateProfileIntW(const WCHAR *section, const WCHAR *key, INT fallback, const WCHAR *file)
{
    WCHAR text[32];
    UINT value = 0;

    if (!GetPrivateProfileStringW(section ? section : L"", key ? key : L"", L"", text, ARRAYSIZE(text), file))
        return (UINT)fallback;
    const WCHAR *at = text + (*text == '-');
    while (*at >= '0' && *at <= '9') value = value * 10 + (UINT)(*at++ - '0');
    return *text == '-' ? 0u - value : value;
}

/* ---- writing ---- */

/* Ends of lines and blank lines behind a section are no place for a new key. */
static SIZE_T section_end(const struct profile *profile, struct span body)
{
    struct line line = {
        .whole = {body.at, body.at}
    };
    SIZE_T end = body.at;

    while (line.whole.end < body.end && profile_line(profile, &line))
        if (line.text.at < line.text.end) end = line.whole.end;
    return end;
}

/* Puts the parts, one after the other, in place of `old`; NULL ends them. */
static BOOL splice(struct profile *profile, struct span old, const WCHAR *const *parts)
{
    SIZE_T length = 0;
    BOOL broken = old.at && profile->text[old.at - 1] != '\n'; /* the line before has no end yet */

    for (int i = 0; parts[i]; i++) length += wcslen(parts[i]);
    WCHAR *text = base_alloc((length + 3) * sizeof(WCHAR));
    if (!text) return FALSE;
    wcscpy(text, broken && length ? L"\r\n" : L"");
    for (int i = 0; parts[i]; i++) wcscpy(text + wcslen(text), parts[i]);
    BOOL ok = profile_replace(profile, old, text, wcslen(text));
    base_free(text);
    return ok;
}

/* "WritePrivateProfileStringW function": `key` NULL deletes the section, `value` NULL the key; all NULL would flush
 * what is not kept. */
BOOL WINAPI WritePrivateProfileStringW(const WCHAR *section, const WCHAR *key, const WCHAR *value, const WCHAR *file)
{
    struct profile profile;
    struct span heading, body, line, old;
    BOOL ok = TRUE;

    if (!section) return RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND), FALSE;
    if (!profile_open(&profile, file, TRUE)) return FALSE;
    BOOL there = profile_section(&profile, section, &heading, &body);
    if (!key) {
        if (there) ok = profile_replace(&profile, (struct span){heading.at, body.end}, L"", 0);
    } else if (!there) {
        struct span end = {profile.length, profile.length};
        if (value)
            ok = splice(&profile, end, (const WCHAR *[]){L"[", section, L"]\r\n", key, L"=", value, L"\r\n", NULL});
    } else {
        BOOL found = profile_key(&profile, body, key, &line, &old);
        if (!found) line.at = line.end = section_end(&profile, body);
        if (value)
            ok = splice(&profile, line, (const WCHAR *[]){key, L"=", value, L"\r\n", NULL});
        else if (found)
            ok = profile_replace(&profile, line, L"", 0);
    }
    profile_close(&profile);
    return ok;
}

/* "WritePrivateProfileSectionW function": `lines` are strings one behind the other, an empty one ends them; NULL
 * deletes the section. */
BOOL WINAPI WritePrivateProfileSectionW(const WCHAR *section, const WCHAR *lines, const WCHAR *file)
{
    struct profile profile;
    struct span heading, body;
    BOOL ok = TRUE;

    if (!section) return base_fail(STATUS_INVALID_PARAMETER);
    if (!profile_open(&profile, file, TRUE)) return FALSE;
    if (profile_section(&profile, section, &heading, &body))
        ok = profile_replace(&profile, (struct span){heading.at, body.end}, L"", 0);
    if (ok && lines) {
        ok = splice(&profile, (struct span){profile.length, profile.length},
                    (const WCHAR *[]){L"[", section, L"]\r\n", NULL});
        for (; ok && *lines; lines += wcslen(lines) + 1)
            ok = splice(&profile, (struct span){profile.length, profile.length},
                        (const WCHAR *[]){lines, L"\r\n", NULL});
    }
    profile_close(&profile);
    return ok;
}

/* ---- win.ini ---- */

DWORD WINAPI GetProfileStringW(const WCHAR *section, const WCHAR *key, const WCHAR *fallback, WCHAR *to, DWORD room)
{
    return GetPrivateProfileStringW(section, key, fallback, to, room, L"win.ini");
}

UINT WINAPI GetProfileIntW(const WCHAR *section, const WCHAR *key, INT fallback)
{
    return GetPrivateProfileIntW(section, key, fallback, L"win.ini");
}

BOOL WINAPI WriteProfileStringW(const WCHAR *section, const WCHAR *key, const WCHAR *value)
{
    return WritePrivateProfileStringW(section, key, value, L"win.ini");
}
