/* SPDX-License-Identifier: MIT */
/* BeginUpdateResource, UpdateResource, EndUpdateResource: a file's resources are read into a list, changed there, and
 * laid out anew.
 *
 * The file is written beside itself and renamed, so that it is the old one or the new one at any time.
 * Left out: 16-bit programs, and files that are running (a sharing violation, as on Windows). */
#include "resource_image.h"

/* One resource.  A key is an integer (below 0x10000) or a string of ours in upper case. */
struct row {
    struct row *next;
    ULONG_PTR type, name;
    WORD language;
    DWORD code_page, size;
    void *data; /* ours */
};

struct update {
    struct row *first; /* sorted: by type, name, language; strings before integers */
    WCHAR *path;
};

static void free_key(ULONG_PTR key)
{
    if (key > 0xffff) base_free((void *)key);
}

static void row_free(struct row *row)
{
    free_key(row->type);
    free_key(row->name);
    base_free(row->data);
    base_free(row);
}

static void update_free(struct update *update)
{
    for (struct row *row = update->first, *next; row; row = next) {
        next = row->next;
        row_free(row);
    }
    base_free(update->path);
    base_free(update);
}

/* A copy of a key: "#123" is the integer 123. */
static BOOL key_copy(const WCHAR *key, SIZE_T length, ULONG_PTR *copy)
{
    if (IS_INTRESOURCE(key)) {
        *copy = (ULONG_PTR)key;
        return TRUE;
    }
    if (length > 1 && *key == '#') {
        ULONG_PTR number = 0;
        SIZE_T i = 1;
        for (; i < length && key[i] >= '0' && key[i] <= '9' && number < 0x10000; i++)
            number = number * 10 + (ULONG_PTR)(key[i] - '0');
        if (i == length && number && number < 0x10000) {
            *copy = number;
            return TRUE;
        }
    }
    WCHAR *made = base_alloc((length + 1) * sizeof *made);
    if (!made) return FALSE;
    for (SIZE_T i = 0; i < length; i++) made[i] = RtlUpcaseUnicodeChar(key[i]);
    made[length] = 0;
    *copy = (ULONG_PTR)made;
    return TRUE;
}

static int compare_keys(ULONG_PTR a, ULONG_PTR b)
{
    if (a > 0xffff && b > 0xffff) {
        const WCHAR *p = (const WCHAR *)a, *q = (const WCHAR *)b;
        while (*p && *p == *q) p++, q++;
        return *p < *q ? -1 : *p > *q;
    }
    if (a > 0xffff || b > 0xffff) return a > 0xffff ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int compare_rows(const struct row *a, const struct row *b)
{
    int order = compare_keys(a->type, b->type);

    if (!order) order = compare_keys(a->name, b->name);
    return order ? order : a->language < b->language ? -1 : a->language > b->language;
}

/* Puts the row in its place, or in that of the one with the same keys, or (without data) takes that one away; the row
 * is the list's. FALSE: there was none to take away. */
static BOOL put(struct update *update, struct row *row)
{
    struct row **at = &update->first;

    while (*at && compare_rows(*at, row) < 0) at = &(*at)->next;
    BOOL same = *at && !compare_rows(*at, row);
    if (same) {
        struct row *old = *at;
        *at = old->next;
        row_free(old);
    }
    if (row->data) {
        row->next = *at;
        *at = row;
        return TRUE;
    }
    row_free(row);
    return same;
}

static BOOL add(struct update *update, ULONG_PTR type, ULONG_PTR name, WORD language, DWORD code_page, const void *data,
                DWORD size)
{
    struct row *row = base_alloc(sizeof *row);
    void *copy = data ? base_alloc(size ? size : 1) : NULL;

    if (!row || (data && !copy)) {
        base_free(row);
        base_free(copy);
        free_key(type);
        free_key(name);
        return FALSE;
    }
    if (data) memcpy(copy, data, size);
    *row = (struct row){NULL, type, name, language, code_page, size, copy};
    if (put(update, row)) return TRUE;
    return base_fail(STATUS_INVALID_PARAMETER); /* nothing to delete */
}

/* ---- reading ---- */

struct tree {
    const BYTE *bytes;
    SIZE_T length;
    DWORD rva;
    struct update *update;
    ULONG_PTR keys[2];
};

/* The key of an entry, as a copy. */
static BOOL entry_key(const struct tree *tree, DWORD name, ULONG_PTR *key)
{
    if (!(name & IMAGE_RESOURCE_NAME_IS_STRING)) return key_copy((const WCHAR *)(ULONG_PTR)(WORD)name, 0, key);
    DWORD at = name & ~IMAGE_RESOURCE_NAME_IS_STRING;
    if (at > tree->length || tree->length - at < sizeof(WORD)) return FALSE;
    const IMAGE_RESOURCE_DIR_STRING_U *text = (const IMAGE_RESOURCE_DIR_STRING_U *)(tree->bytes + at);
    if (tree->length - at - sizeof(WORD) < text->Length * sizeof(WCHAR)) return FALSE;
    return key_copy(text->NameString, text->Length, key);
}

static BOOL read_leaf(struct tree *tree, DWORD at, WORD language)
{
    ULONG_PTR copies[2] = {0};

    if (at > tree->length || tree->length - at < sizeof(IMAGE_RESOURCE_DATA_ENTRY)) return FALSE;
    const IMAGE_RESOURCE_DATA_ENTRY *entry = (const IMAGE_RESOURCE_DATA_ENTRY *)(tree->bytes + at);
    SIZE_T into = entry->OffsetToData - tree->rva;
    if (entry->OffsetToData < tree->rva || into > tree->length || entry->Size > tree->length - into) return FALSE;
    for (int i = 0; i < 2; i++) {
        const WCHAR *key = (const WCHAR *)tree->keys[i];
        if (!key_copy(key, IS_INTRESOURCE(key) ? 0 : wcslen(key), &copies[i])) {
            free_key(copies[0]);
            return FALSE;
        }
    }
    return add(tree->update, copies[0], copies[1], language, entry->CodePage, tree->bytes + into, entry->Size);
}

static BOOL read_folder(struct tree *tree, DWORD at, int level)
{
    if (at > tree->length || tree->length - at < sizeof(IMAGE_RESOURCE_DIRECTORY)) return FALSE;
    const IMAGE_RESOURCE_DIRECTORY *folder = (const IMAGE_RESOURCE_DIRECTORY *)(tree->bytes + at);
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entries = (const IMAGE_RESOURCE_DIRECTORY_ENTRY *)(folder + 1);
    DWORD count = (DWORD)folder->NumberOfNamedEntries + folder->NumberOfIdEntries;
    if ((tree->length - at - sizeof *folder) / sizeof *entries < count) return FALSE;
    for (DWORD i = 0; i < count; i++) {
        DWORD offset = entries[i].OffsetToData & ~IMAGE_RESOURCE_DATA_IS_DIRECTORY;
        BOOL inner = (entries[i].OffsetToData & IMAGE_RESOURCE_DATA_IS_DIRECTORY) != 0;
        if (inner != (level < 2)) return FALSE; /* type, name, language: three levels, no more */
        if (level == 2) {
            if (!read_leaf(tree, offset, (WORD)entries[i].Name)) return FALSE;
            continue;
        }
        if (!entry_key(tree, entries[i].Name, &tree->keys[level])) return FALSE;
        BOOL done = read_folder(tree, offset, level + 1);
        free_key(tree->keys[level]);
        if (!done) return FALSE;
    }
    return TRUE;
}

/* The whole file; base_free() it. */
static void *read_file(const WCHAR *path, SIZE_T *size)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    LARGE_INTEGER length;
    void *bytes = NULL;

    if (file == INVALID_HANDLE_VALUE) return NULL;
    if (!GetFileSizeEx(file, &length)) {
        CloseHandle(file);
        return NULL;
    }
    if (length.QuadPart > 0x7fffffff)
        RtlSetLastWin32Error(ERROR_BAD_EXE_FORMAT);
    else
        bytes = base_alloc((SIZE_T)length.QuadPart + 1);
    DWORD got = 0;
    if (bytes && (!ReadFile(file, bytes, (DWORD)length.QuadPart, &got, NULL) || got != (DWORD)length.QuadPart)) {
        base_free(bytes);
        bytes = NULL;
    }
    CloseHandle(file);
    *size = got;
    return bytes;
}

/* "BeginUpdateResource function": NULL with the last error; ERROR_BAD_EXE_FORMAT for a file that is no PE image. */
HANDLE WINAPI BeginUpdateResourceW(const WCHAR *path, BOOL delete_existing)
{
    SIZE_T size;
    void *bytes = read_file(path, &size);
    struct update *update = bytes ? base_alloc(sizeof *update) : NULL;
    struct tree tree = {0};

    if (!update) {
        base_free(bytes);
        return NULL;
    }
    *update = (struct update){0};
    tree.update = update;
    tree.bytes = resource_image_tree(bytes, size, &tree.length, &tree.rva);
    update->path = base_alloc((wcslen(path) + 1) * sizeof(WCHAR));
    BOOL valid = tree.bytes != NULL;
    if (valid && !delete_existing && tree.length) valid = read_folder(&tree, 0, 0);
    if (update->path) wcscpy(update->path, path);
    base_free(bytes);
    if (valid && update->path) return update;
    if (!valid) RtlSetLastWin32Error(ERROR_BAD_EXE_FORMAT);
    update_free(update);
    return NULL;
}

HANDLE WINAPI BeginUpdateResourceA(const char *path, BOOL delete_existing)
{
    WCHAR *wide = base_wide(path);
    HANDLE update = wide ? BeginUpdateResourceW(wide, delete_existing) : NULL;

    base_free(wide);
    return update;
}

/* "UpdateResource function": without data the resource is deleted. */
BOOL WINAPI UpdateResourceW(HANDLE handle, const WCHAR *type, const WCHAR *name, WORD language, void *data, DWORD size)
{
    ULONG_PTR keys[2] = {0};

    if (!handle) return base_fail(STATUS_INVALID_HANDLE);
    if (!type || !name) return base_fail(STATUS_INVALID_PARAMETER);
    if (!key_copy(type, IS_INTRESOURCE(type) ? 0 : wcslen(type), &keys[0])) return FALSE;
    if (!key_copy(name, IS_INTRESOURCE(name) ? 0 : wcslen(name), &keys[1])) {
        free_key(keys[0]);
        return FALSE;
    }
    return add(handle, keys[0], keys[1], language, 0, data && size ? data : NULL, size);
}

BOOL WINAPI UpdateResourceA(HANDLE handle, const char *type, const char *name, WORD language, void *data, DWORD size)
{
    WCHAR *wide_type = IS_INTRESOURCE(type) ? (WCHAR *)type : base_wide(type);
    WCHAR *wide_name = IS_INTRESOURCE(name) ? (WCHAR *)name : base_wide(name);
    BOOL done = UpdateResourceW(handle, wide_type, wide_name, language, data, size);

    if (!IS_INTRESOURCE(wide_type)) base_free(wide_type);
    if (!IS_INTRESOURCE(wide_name)) base_free(wide_name);
    return done;
}

/* ---- laying out ---- */

/* The parts of a tree in the order in which they stand: folders, data entries, names, data. */
struct layout {
    SIZE_T folders, entries, names, data, total;
};

static SIZE_T name_size(ULONG_PTR key)
{
    return key > 0xffff ? sizeof(WORD) + wcslen((const WCHAR *)key) * sizeof(WCHAR) : 0;
}

static BOOL new_type(const struct row *row, const struct row *before)
{
    return !before || compare_keys(row->type, before->type);
}

static BOOL new_name(const struct row *row, const struct row *before)
{
    return new_type(row, before) || compare_keys(row->name, before->name);
}

static struct layout measure(const struct update *update)
{
    const SIZE_T folder = sizeof(IMAGE_RESOURCE_DIRECTORY), entry = sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY);
    struct layout sizes = {.folders = folder};

    for (const struct row *row = update->first, *before = NULL; row; before = row, row = row->next) {
        if (new_type(row, before)) sizes.folders += entry + folder, sizes.names += name_size(row->type);
        if (new_name(row, before)) sizes.folders += entry + folder, sizes.names += name_size(row->name);
        sizes.folders += entry;
        sizes.entries += sizeof(IMAGE_RESOURCE_DATA_ENTRY);
        sizes.data += (row->size + 7) & ~7u;
    }
    struct layout at = {0};
    at.entries = sizes.folders;
    at.names = at.entries + sizes.entries;
    at.data = (at.names + sizes.names + 7) & ~(SIZE_T)7;
    at.total = at.data + sizes.data;
    return at;
}

/* A key as an entry names it; a string is written where names go. */
static DWORD write_key(BYTE *bytes, struct layout *at, ULONG_PTR key)
{
    if (key <= 0xffff) return (DWORD)key;
    DWORD where = (DWORD)at->names;
    IMAGE_RESOURCE_DIR_STRING_U *text = (IMAGE_RESOURCE_DIR_STRING_U *)(bytes + where);
    text->Length = (WORD)wcslen((const WCHAR *)key);
    memcpy(text->NameString, (const WCHAR *)key, text->Length * sizeof(WCHAR));
    at->names += name_size(key);
    return where | IMAGE_RESOURCE_NAME_IS_STRING;
}

/* How many rows from `row` on belong to the same folder of `level` (0: all, 1: the type, 2: the name). */
static BOOL belongs(const struct row *row, const struct row *first, int level)
{
    return row && (level < 1 || !compare_keys(row->type, first->type)) &&
           (level < 2 || !compare_keys(row->name, first->name));
}

/* Writes the folder of `level` that begins with `first`, and all in it, depth first; the place it stands at. */
static DWORD write_folder(BYTE *bytes, struct layout *at, const struct row *first, int level, DWORD rva)
{
    DWORD where = (DWORD)at->folders;
    IMAGE_RESOURCE_DIRECTORY *folder = (IMAGE_RESOURCE_DIRECTORY *)(bytes + where);
    IMAGE_RESOURCE_DIRECTORY_ENTRY *entry = (IMAGE_RESOURCE_DIRECTORY_ENTRY *)(folder + 1);

    /* the folder's own entries come first, then what they lead to */
    for (const struct row *row = first, *before = NULL; belongs(row, first, level); before = row, row = row->next) {
        BOOL fresh = level == 0 ? new_type(row, before) : level == 1 ? new_name(row, before) : TRUE;
        if (!fresh) continue;
        BOOL text = level < 2 && (level == 0 ? row->type : row->name) > 0xffff;
        if (text)
            folder->NumberOfNamedEntries++;
        else
            folder->NumberOfIdEntries++;
    }
    at->folders += sizeof *folder + ((SIZE_T)folder->NumberOfNamedEntries + folder->NumberOfIdEntries) * sizeof *entry;
    for (const struct row *row = first, *before = NULL; belongs(row, first, level); before = row, row = row->next) {
        if (level == 2) {
            IMAGE_RESOURCE_DATA_ENTRY *leaf = (IMAGE_RESOURCE_DATA_ENTRY *)(bytes + at->entries);
            *leaf = (IMAGE_RESOURCE_DATA_ENTRY){rva + (DWORD)at->data, row->size, row->code_page, 0};
            memcpy(bytes + at->data, row->data, row->size);
            entry->Name = row->language;
            entry->OffsetToData = (DWORD)at->entries;
            at->entries += sizeof *leaf;
            at->data += (row->size + 7) & ~7u;
        } else if (level == 0 ? new_type(row, before) : new_name(row, before)) {
            entry->Name = write_key(bytes, at, level == 0 ? row->type : row->name);
            entry->OffsetToData = write_folder(bytes, at, row, level + 1, rva) | IMAGE_RESOURCE_DATA_IS_DIRECTORY;
        } else {
            continue;
        }
        entry++;
    }
    return where;
}

/* Writes beside the file and renames. */
static BOOL write_file(const WCHAR *path, const void *bytes, SIZE_T size)
{
    WCHAR *beside = base_alloc((wcslen(path) + 8) * sizeof(WCHAR));
    DWORD done = 0;

    if (!beside) return FALSE;
    wcscpy(beside, path);
    wcscat(beside, L".update");
    HANDLE file = CreateFileW(beside, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    BOOL good = file != INVALID_HANDLE_VALUE;
    if (good) {
        good = WriteFile(file, bytes, (DWORD)size, &done, NULL) && done == size;
        CloseHandle(file);
        good = good && ReplaceFileW(path, beside, NULL, 0, NULL, NULL);
        DWORD error = RtlGetLastWin32Error();
        if (!good) DeleteFileW(beside);
        RtlSetLastWin32Error(error);
    }
    base_free(beside);
    return good;
}

static BOOL commit(struct update *update)
{
    SIZE_T size, new_size;
    void *bytes = read_file(update->path, &size);

    if (!bytes) return FALSE;
    struct layout at = measure(update);
    DWORD rva = resource_image_place(bytes, size, at.total);
    BYTE *tree = rva ? base_alloc(at.total) : NULL;
    void *made = NULL;
    if (!rva) RtlSetLastWin32Error(ERROR_BAD_EXE_FORMAT);
    if (tree) {
        SIZE_T length = at.total;
        memset(tree, 0, length);
        write_folder(tree, &at, update->first, 0, rva);
        made = resource_image_replace(bytes, size, tree, length, rva, &new_size);
    }
    BOOL done = made && write_file(update->path, made, new_size);
    base_free(made);
    base_free(tree);
    base_free(bytes);
    return done;
}

/* "EndUpdateResource function": writes the changes, or discards them; the handle is gone either way. */
BOOL WINAPI EndUpdateResourceW(HANDLE handle, BOOL discard)
{
    struct update *update = handle;

    if (!update) return base_fail(STATUS_INVALID_HANDLE);
    BOOL done = discard || commit(update);
    update_free(update);
    return done;
}

BOOL WINAPI EndUpdateResourceA(HANDLE handle, BOOL discard)
{
    return EndUpdateResourceW(handle, discard);
}
