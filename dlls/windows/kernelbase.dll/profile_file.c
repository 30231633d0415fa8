/* SPDX-License-Identifier: MIT */
/* Initialization files as text: reading, finding sections and keys, writing.  A file is read at each call and nothing
 * is kept between them, so that there is nothing to flush.  Writers lock the file. */
#include "kernelbase.h"
#include "profile.h"

enum { SIZE_MAX_READ = 16 << 20, BYTE_ORDER_MARK = 0xfeff };

/* "If this parameter does not contain a full path to the file, the system searches for the file in the Windows
 * directory." */
static BOOL full_name(const WCHAR *name, WCHAR *to, DWORD room)
{
    if (!wcspbrk(name, L"\\/:")) {
        UINT length = GetWindowsDirectoryW(to, room);
        if (!length || length + wcslen(name) + 2 > room) return RtlSetLastWin32Error(ERROR_FILENAME_EXCED_RANGE), FALSE;
        to[length] = '\\';
        wcscpy(to + length + 1, name);
        return TRUE;
    }
    if (wcslen(name) >= room) return RtlSetLastWin32Error(ERROR_FILENAME_EXCED_RANGE), FALSE;
    wcscpy(to, name);
    return TRUE;
}

static BOOL read_text(struct profile *profile, const char *bytes, DWORD size)
{
    const WCHAR *wide = (const WCHAR *)bytes;

    profile->wide = size >= 2 && wide[0] == BYTE_ORDER_MARK;
    if (profile->wide) {
        profile->length = size / sizeof(WCHAR) - 1;
        profile->text = base_alloc((profile->length + 1) * sizeof(WCHAR));
        if (profile->text) memcpy(profile->text, wide + 1, profile->length * sizeof(WCHAR));
        return profile->text != NULL;
    }
    profile->text = base_alloc(((SIZE_T)size + 1) * sizeof(WCHAR));
    if (profile->text && size)
        profile->length = (SIZE_T)MultiByteToWideChar(CP_ACP, 0, bytes, (int)size, profile->text, (int)size);
    return profile->text != NULL;
}

BOOL profile_open(struct profile *profile, const WCHAR *name, BOOL create)
{
    WCHAR path[MAX_PATH * 2];
    LARGE_INTEGER size;
    OVERLAPPED whole = {0};
    DWORD got = 0;
    char *bytes = NULL;

    memset(profile, 0, sizeof *profile);
    if (!name) return RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND), FALSE;
    if (!full_name(name, path, ARRAYSIZE(path))) return FALSE;
    profile->file =
        CreateFileW(path, create ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                    NULL, create ? OPEN_ALWAYS : OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (profile->file == INVALID_HANDLE_VALUE) return profile->file = NULL, FALSE;
    BOOL ok = (!create || LockFileEx(profile->file, LOCKFILE_EXCLUSIVE_LOCK, 0, ~0u, 0x7fffffff, &whole)) &&
              GetFileSizeEx(profile->file, &size);
    if (ok && size.QuadPart > SIZE_MAX_READ) ok = (RtlSetLastWin32Error(ERROR_FILE_TOO_LARGE), FALSE);
    ok = ok && (bytes = base_alloc((SIZE_T)size.QuadPart + 1)) &&
         ReadFile(profile->file, bytes, (DWORD)size.QuadPart, &got, NULL) && read_text(profile, bytes, got);
    base_free(bytes);
    if (!ok) profile_close(profile);
    return ok;
}

void profile_close(struct profile *profile)
{
    DWORD error = RtlGetLastWin32Error();

    if (profile->file) CloseHandle(profile->file); /* its lock goes with it */
    base_free(profile->text);
    profile->file = NULL;
    profile->text = NULL;
    RtlSetLastWin32Error(error);
}

/* The whole file again. */
static BOOL write_text(struct profile *profile)
{
    static const WCHAR mark = BYTE_ORDER_MARK;
    char *ansi = profile->wide ? NULL : base_ansi(profile->text, (int)profile->length);
    const void *from = profile->wide ? (const void *)profile->text : ansi;
    DWORD size = profile->wide ? (DWORD)(profile->length * sizeof(WCHAR)) : 0, written;

    if (!from) return FALSE;
    if (!profile->wide && profile->length)
        size = (DWORD)WideCharToMultiByte(CP_ACP, 0, profile->text, (int)profile->length, NULL, 0, NULL, NULL);
    BOOL ok = SetFilePointer(profile->file, 0, NULL, FILE_BEGIN) == 0;
    if (ok && profile->wide) ok = WriteFile(profile->file, &mark, sizeof mark, &written, NULL);
    ok = ok && WriteFile(profile->file, from, size, &written, NULL) && written == size && SetEndOfFile(profile->file);
    base_free(ansi);
    return ok;
}

BOOL profile_replace(struct profile *profile, struct span old, const WCHAR *text, SIZE_T length)
{
    SIZE_T total = profile->length - (old.end - old.at) + length;
    WCHAR *made = base_alloc((total + 1) * sizeof(WCHAR));

    if (!made) return FALSE;
    memcpy(made, profile->text, old.at * sizeof(WCHAR));
    memcpy(made + old.at, text, length * sizeof(WCHAR));
    memcpy(made + old.at + length, profile->text + old.end, (profile->length - old.end) * sizeof(WCHAR));
    base_free(profile->text);
    profile->text = made;
    profile->length = total;
    made[total] = 0;
    return write_text(profile);
}

/* ---- finding ---- */

static BOOL is_blank(WCHAR unit)
{
    return unit == ' ' || unit == '\t' || unit == '\r';
}

static struct span trimmed(const struct profile *profile, struct span span)
{
    while (span.at < span.end && is_blank(profile->text[span.at])) span.at++;
    while (span.end > span.at && is_blank(profile->text[span.end - 1])) span.end--;
    return span;
}

BOOL profile_line(const struct profile *profile, struct line *line)
{
    SIZE_T at = line->whole.end, end = at;

    if (at >= profile->length) return FALSE;
    while (end < profile->length && profile->text[end] != '\n') end++;
    line->text = trimmed(profile, (struct span){at, end});
    line->whole = (struct span){at, end < profile->length ? end + 1 : end};
    return TRUE;
}

/* Is the part this name, whatever its case?  Blanks around the name do not count. */
static BOOL is_name(const struct profile *profile, struct span span, const WCHAR *name)
{
    SIZE_T length;

    while (is_blank(*name)) name++;
    for (length = wcslen(name); length && is_blank(name[length - 1]);) length--;
    return CompareStringOrdinal(profile->text + span.at, (int)(span.end - span.at), name, (int)length, TRUE) ==
           CSTR_EQUAL;
}

static BOOL is_heading(const struct profile *profile, struct span text)
{
    return text.at < text.end && profile->text[text.at] == '[';
}

BOOL profile_section(const struct profile *profile, const WCHAR *name, struct span *heading, struct span *body)
{
    struct line line = {0};
    BOOL found = FALSE;

    while (profile_line(profile, &line)) {
        if (!is_heading(profile, line.text)) continue;
        if (found) {
            body->end = line.whole.at;
            return TRUE;
        }
        SIZE_T end = line.text.at + 1;
        while (end < line.text.end && profile->text[end] != ']') end++;
        found = is_name(profile, trimmed(profile, (struct span){line.text.at + 1, end}), name);
        if (found) *heading = line.whole, *body = (struct span){line.whole.end, profile->length};
    }
    return found;
}

BOOL profile_entry(const struct profile *profile, const struct line *line, struct span *name, struct span *value)
{
    SIZE_T at = line->text.at;

    if (at == line->text.end || profile->text[at] == ';' || profile->text[at] == '[') return FALSE;
    while (at < line->text.end && profile->text[at] != '=') at++;
    *name = trimmed(profile, (struct span){line->text.at, at});
    *value = trimmed(profile, (struct span){at < line->text.end ? at + 1 : at, line->text.end});
    return TRUE;
}

BOOL profile_key(const struct profile *profile, struct span body, const WCHAR *name, struct span *line_at,
                 struct span *value)
{
    struct line line = {
        .whole = {body.at, body.at}
    };
    struct span key;

    while (line.whole.end < body.end && profile_line(profile, &line))
        if (profile_entry(profile, &line, &key, value) && is_name(profile, key, name))
            return *line_at = line.whole, TRUE;
    return FALSE;
}
