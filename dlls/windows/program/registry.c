/* SPDX-License-Identifier: MIT */
/* Registration files, applied and written ("How to add, modify, or delete registry subkeys and values by using a .reg
 * file"). */
#include "registry.h"

#include "regfile.h"

#include <string.h>

static const struct {
    const WCHAR *brief, *full;
    HKEY root;
} roots[] = {
    {L"HKLM", L"HKEY_LOCAL_MACHINE",  HKEY_LOCAL_MACHINE },
    {L"HKCU", L"HKEY_CURRENT_USER",   HKEY_CURRENT_USER  },
    {L"HKCR", L"HKEY_CLASSES_ROOT",   HKEY_CLASSES_ROOT  },
    {L"HKU",  L"HKEY_USERS",          HKEY_USERS         },
    {L"HKCC", L"HKEY_CURRENT_CONFIG", HKEY_CURRENT_CONFIG},
};

enum { KEY_NAME_ROOM = 256, VALUE_NAME_ROOM = 16384 };

BOOL key_name_read(struct pool *pool, const WCHAR *text, struct key_name *name)
{
    size_t length = 0;
    while (text[length] && text[length] != '\\') length++;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        const WCHAR *names[2] = {roots[i].brief, roots[i].full};
        for (int k = 0; k < 2; k++) {
            if (wcslen(names[k]) != length || !same_start(text, names[k])) continue;
            const WCHAR *sub = text[length] ? text + length + 1 : L"";
            size_t sub_length = wcslen(sub);
            while (sub_length && sub[sub_length - 1] == '\\') sub_length--;
            struct text full = {.pool = pool};
            text_string(&full, roots[i].full);
            if (sub_length) text_char(&full, '\\');
            text_add(&full, sub, sub_length);
            *name = (struct key_name){roots[i].root, pool_copy(pool, sub, sub_length), text_done(&full)};
            return TRUE;
        }
    }
    return FALSE;
}

BOOL value_at(struct pool *pool, HKEY key, DWORD index, struct value_row *row)
{
    if (!row->name) row->name = pool_alloc(pool, VALUE_NAME_ROOM * sizeof *row->name);
    for (;;) {
        row->name_length = VALUE_NAME_ROOM;
        row->size = row->room;
        LSTATUS status =
            RegEnumValueW(key, index, row->name, &row->name_length, NULL, &row->type, row->data, &row->size);
        if (status != ERROR_MORE_DATA && (status || row->size <= row->room)) return !status;
        row->room = row->size + 256;
        row->data = pool_alloc(pool, row->room);
    }
}

/* ---- in ---- */

struct applying {
    HKEY key;
    REGSAM view;
    LSTATUS error; /* the first one */
};

static void failed(struct applying *applying, LSTATUS status)
{
    if (status && !applying->error) applying->error = status;
}

static void value_set(struct applying *applying, const WCHAR *name, const struct regfile_line *line)
{
    const BYTE *data = line->data;
    DWORD size = (DWORD)line->size;
    struct pool pool = {0};
    if (line->narrow && size) {
        /* of the fourth version: bytes in the ANSI code page */
        int units = MultiByteToWideChar(CP_ACP, 0, line->data, (int)size, NULL, 0);
        WCHAR *wide = pool_alloc(&pool, (size_t)units * sizeof *wide);
        MultiByteToWideChar(CP_ACP, 0, line->data, (int)size, wide, units);
        data = (const BYTE *)wide;
        size = (DWORD)units * sizeof *wide;
    }
    failed(applying, RegSetValueExW(applying->key, name, 0, line->type, data, size));
    pool_free(&pool);
}

static int apply(const struct regfile_line *line, void *context)
{
    struct applying *applying = context;
    struct pool pool = {0};
    if (line->what == REGFILE_KEY || line->what == REGFILE_KEY_DELETE) {
        struct key_name name;
        if (applying->key) RegCloseKey(applying->key);
        applying->key = NULL;
        if (!key_name_read(&pool, pool_copy(&pool, line->path, line->path_length), &name)) {
            failed(applying, ERROR_BADKEY);
        } else if (line->what == REGFILE_KEY) {
            failed(applying, RegCreateKeyExW(name.root, name.sub, 0, NULL, 0, KEY_ALL_ACCESS | applying->view, NULL,
                                             &applying->key, NULL));
        } else if (*name.sub) {
            HKEY root;
            LSTATUS status = RegOpenKeyExW(name.root, NULL, 0, KEY_READ | applying->view, &root);
            if (!status) {
                status = RegDeleteTreeW(root, name.sub);
                RegCloseKey(root);
            }
            if (status != ERROR_FILE_NOT_FOUND) failed(applying, status);
        }
    } else if (applying->key) {
        const WCHAR *name = pool_copy(&pool, line->name, line->name_length);
        if (line->what == REGFILE_VALUE) {
            value_set(applying, name, line);
        } else {
            LSTATUS status = RegDeleteValueW(applying->key, name);
            if (status != ERROR_FILE_NOT_FOUND) failed(applying, status);
        }
    }
    pool_free(&pool);
    return 0;
}

LSTATUS registry_import(const WCHAR *file, REGSAM view)
{
    struct pool pool = {0};
    size_t length;
    unsigned skipped;
    char *bytes = read_all(&pool, file, &length);
    if (!bytes) return (LSTATUS)GetLastError();
    WCHAR *text;
    size_t units;
    if (length >= 2 && (BYTE)bytes[0] == 0xff && (BYTE)bytes[1] == 0xfe) {
        units = length / 2;
        text = pool_alloc(&pool, (units + 1) * sizeof *text);
        memcpy(text, bytes, units * sizeof *text);
    } else {
        BOOL marked = length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3);
        UINT page = marked ? CP_UTF8 : CP_ACP;
        int needed = length ? MultiByteToWideChar(page, 0, bytes, (int)length, NULL, 0) : 0;
        text = pool_alloc(&pool, ((size_t)needed + 1) * sizeof *text);
        if (needed) MultiByteToWideChar(page, 0, bytes, (int)length, text, needed);
        units = (size_t)needed;
    }
    struct applying applying = {.view = view};
    int result = regfile_read(text, units, apply, &applying, &skipped);
    if (applying.key) RegCloseKey(applying.key);
    pool_free(&pool);
    return result ? ERROR_BAD_FORMAT : applying.error;
}

/* ---- out ---- */

/* What a file is made of: text that goes out now and then. */
struct writing {
    HANDLE file;
    struct text text;
    BOOL old;
    LSTATUS error;
};

enum { FLUSH_AT = 1 << 16, WRAP_AT = 77 };

static void flush(struct writing *writing)
{
    struct pool pool = {0};
    const void *bytes = writing->text.at;
    DWORD size = (DWORD)(writing->text.length * sizeof(WCHAR)), done = 0;
    if (writing->old && size) {
        int needed = WideCharToMultiByte(CP_ACP, 0, writing->text.at, (int)writing->text.length, NULL, 0, NULL, NULL);
        char *narrow = pool_alloc(&pool, (size_t)needed);
        WideCharToMultiByte(CP_ACP, 0, writing->text.at, (int)writing->text.length, narrow, needed, NULL, NULL);
        bytes = narrow;
        size = (DWORD)needed;
    }
    if (size && !writing->error && (!WriteFile(writing->file, bytes, size, &done, NULL) || done != size))
        writing->error = (LSTATUS)GetLastError();
    writing->text.length = 0;
    pool_free(&pool);
}

/* In quotation marks, with \ before " and \. */
static void quoted_add(struct text *text, const WCHAR *from, size_t length)
{
    text_char(text, '"');
    for (size_t i = 0; i < length; i++) {
        if (from[i] == '"' || from[i] == '\\') text_char(text, '\\');
        text_char(text, from[i]);
    }
    text_char(text, '"');
}

/* Bytes with commas, lines broken as regedit breaks them; `column`: how far the line is. */
static void bytes_add(struct text *text, const BYTE *bytes, DWORD size, size_t column)
{
    for (DWORD i = 0; i < size; i++) {
        text_format(text, i + 1 < size ? L"%02x," : L"%02x", bytes[i]);
        column += 3;
        if (column >= WRAP_AT && i + 1 < size) {
            text_string(text, L"\\\r\n  ");
            column = 2;
        }
    }
}

/* Is it a string as a file can hold it: with one terminator, at its end? */
static BOOL plain_string(const BYTE *data, DWORD size)
{
    const WCHAR *text = (const WCHAR *)data;
    return size >= sizeof *text && size % sizeof *text == 0 && wcsnlen(text, size / 2) == size / 2 - 1;
}

static void value_write(struct writing *writing, const WCHAR *name, size_t length, DWORD type, const BYTE *data,
                        DWORD size)
{
    struct text *text = &writing->text;
    struct pool pool = {0};
    size_t front = text->length;
    if (length)
        quoted_add(text, name, length);
    else
        text_char(text, '@');
    text_char(text, '=');
    if (type == REG_SZ && plain_string(data, size)) {
        quoted_add(text, (const WCHAR *)data, size / 2 - 1);
    } else if (type == REG_DWORD && size == 4) {
        DWORD number;
        memcpy(&number, data, sizeof number);
        text_format(text, L"dword:%08x", number);
    } else {
        if (type == REG_BINARY)
            text_string(text, L"hex:");
        else
            text_format(text, L"hex(%x):", type);
        if (writing->old && (type == REG_EXPAND_SZ || type == REG_MULTI_SZ) && size) {
            int needed = WideCharToMultiByte(CP_ACP, 0, (const WCHAR *)data, (int)(size / 2), NULL, 0, NULL, NULL);
            BYTE *narrow = pool_alloc(&pool, (size_t)needed + 1);
            WideCharToMultiByte(CP_ACP, 0, (const WCHAR *)data, (int)(size / 2), (char *)narrow, needed, NULL, NULL);
            data = narrow;
            size = (DWORD)needed;
        }
        bytes_add(text, data, size, text->length - front);
    }
    text_string(text, L"\r\n");
    pool_free(&pool);
}

static void key_write(struct writing *writing, HKEY key, const WCHAR *path)
{
    struct pool pool = {0};
    struct value_row row = {0};
    text_format(&writing->text, L"[%s]\r\n", path);
    for (DWORD i = 0; value_at(&pool, key, i, &row); i++)
        value_write(writing, row.name, row.name_length, row.type, row.data, row.size);
    text_string(&writing->text, L"\r\n");
    if (writing->text.length > FLUSH_AT) flush(writing);
    for (DWORD i = 0;; i++) {
        WCHAR sub[KEY_NAME_ROOM];
        HKEY below;
        DWORD units = KEY_NAME_ROOM;
        if (RegEnumKeyExW(key, i, sub, &units, NULL, NULL, NULL, NULL)) break;
        if (RegOpenKeyExW(key, sub, 0, KEY_READ, &below)) continue;
        struct text inner = {.pool = &pool};
        text_format(&inner, L"%s\\%s", path, sub);
        key_write(writing, below, inner.at);
        RegCloseKey(below);
    }
    pool_free(&pool);
}

LSTATUS registry_export(const struct key_name *name, const WCHAR *file, BOOL old, REGSAM view)
{
    HKEY key;
    struct pool pool = {0};
    LSTATUS status = RegOpenKeyExW(name->root, name->sub, 0, KEY_READ | view, &key);
    if (status) return status;
    struct writing writing = {.text = {.pool = &pool}, .old = old};
    writing.file = CreateFileW(file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (writing.file == INVALID_HANDLE_VALUE) {
        status = (LSTATUS)GetLastError();
        RegCloseKey(key);
        return status;
    }
    text_string(&writing.text, old ? L"REGEDIT4\r\n\r\n" : L"\xfeffWindows Registry Editor Version 5.00\r\n\r\n");
    key_write(&writing, key, name->full);
    flush(&writing);
    CloseHandle(writing.file);
    RegCloseKey(key);
    pool_free(&pool);
    return writing.error;
}
