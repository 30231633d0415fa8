/* SPDX-License-Identifier: MIT */
/* REG: QUERY, ADD, DELETE, COPY, EXPORT and IMPORT ("reg").  Status 0: it was done; 1: it was not. */
#include "registry.h"

#include <string.h>

/* What stands on the command line behind the key's name. */
struct options {
    const WCHAR *value, *type, *data, *find;
    const WCHAR *operands[3];
    unsigned operand_count;
    WCHAR separator[3];
    BOOL has_value, default_value, all_values, recursive, force, has_data, numbers;
    BOOL keys_only, data_only, names_only, exact, with_case;
    REGSAM view;
};

static const struct {
    const WCHAR *name;
    DWORD type;
} types[] = {
    {L"REG_NONE",                     REG_NONE                    },
    {L"REG_SZ",                       REG_SZ                      },
    {L"REG_EXPAND_SZ",                REG_EXPAND_SZ               },
    {L"REG_BINARY",                   REG_BINARY                  },
    {L"REG_DWORD",                    REG_DWORD                   },
    {L"REG_DWORD_LITTLE_ENDIAN",      REG_DWORD                   },
    {L"REG_DWORD_BIG_ENDIAN",         REG_DWORD_BIG_ENDIAN        },
    {L"REG_LINK",                     REG_LINK                    },
    {L"REG_MULTI_SZ",                 REG_MULTI_SZ                },
    {L"REG_RESOURCE_LIST",            REG_RESOURCE_LIST           },
    {L"REG_FULL_RESOURCE_DESCRIPTOR", REG_FULL_RESOURCE_DESCRIPTOR},
    {L"REG_QWORD",                    REG_QWORD                   },
};
enum { TYPES = sizeof types / sizeof *types, KEY_NAME_ROOM = 256, VALUE_NAME_ROOM = 16384 };

static struct options options;
static const WCHAR *command;

static int syntax(void)
{
    print_error(L"ERROR: Invalid syntax.\r\nType \"REG %s /?\" for usage.\r\n", command);
    return 1;
}

static int failed(LSTATUS status)
{
    if (status == ERROR_FILE_NOT_FOUND || status == ERROR_PATH_NOT_FOUND) {
        print_error(L"ERROR: The system was unable to find the specified registry key or value.\r\n");
    } else {
        print_error(L"ERROR: ");
        print_system_error((DWORD)status);
    }
    return 1;
}

static int succeeded(void)
{
    print(L"The operation completed successfully.\r\n");
    return 0;
}

static BOOL type_find(const WCHAR *name, DWORD *type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (same(types[i].name, name)) {
            *type = types[i].type;
            return TRUE;
        }
    return FALSE;
}

static void type_print(DWORD type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type) {
            print(L"%s", types[i].name);
            return;
        }
    print(L"0x%x", type);
}

/* Yes or no, from the keyboard. */
static BOOL agreed(struct pool *pool)
{
    print_flush();
    WCHAR *line = read_line(pool);
    return line && upper(*line) == 'Y';
}

/* ---- options ---- */

static const struct {
    const WCHAR *name;
    const char *commands; /* the first letters of those that have it; x: export */
    BOOL *flag;
    const WCHAR **text;
    BOOL *given;
} known[] = {
    {L"/v",  "qad", NULL,                   &options.value, &options.has_value},
    {L"/ve", "qad", &options.default_value, NULL,           NULL              },
    {L"/va", "d",   &options.all_values,    NULL,           NULL              },
    {L"/s",  "qc",  &options.recursive,     NULL,           NULL              },
    {L"/t",  "qa",  NULL,                   &options.type,  NULL              },
    {L"/d",  "a",   NULL,                   &options.data,  &options.has_data },
    {L"/d",  "q",   &options.data_only,     NULL,           NULL              },
    {L"/f",  "adc", &options.force,         NULL,           NULL              },
    {L"/f",  "q",   NULL,                   &options.find,  NULL              },
    {L"/k",  "q",   &options.keys_only,     NULL,           NULL              },
    {L"/e",  "q",   &options.exact,         NULL,           NULL              },
    {L"/c",  "q",   &options.with_case,     NULL,           NULL              },
    {L"/z",  "q",   &options.numbers,       NULL,           NULL              },
    {L"/y",  "x",   &options.force,         NULL,           NULL              },
};

static BOOL options_read(char letter, int count, WCHAR **arguments)
{
    wcscpy(options.separator, L"\\0");
    for (int at = 0; at < count; at++) {
        const WCHAR *argument = arguments[at];
        BOOL taken = FALSE;
        if (same(argument, L"/reg:32") || same(argument, L"/reg:64")) {
            options.view = argument[5] == '3' ? KEY_WOW64_32KEY : KEY_WOW64_64KEY;
            continue;
        }
        if ((same(argument, L"/se") || (same(argument, L"/s") && letter == 'a')) && at + 1 < count) {
            if (wcslen(arguments[++at]) != 1) return FALSE;
            options.separator[0] = arguments[at][0];
            options.separator[1] = 0;
            continue;
        }
        for (size_t i = 0; i < sizeof known / sizeof *known && !taken; i++) {
            if (!strchr(known[i].commands, letter) || !same(argument, known[i].name)) continue;
            taken = TRUE;
            if (known[i].flag) *known[i].flag = TRUE;
            if (known[i].given) *known[i].given = TRUE;
            if (!known[i].text) continue;
            /* REG QUERY KEY /v /f x: /v names no value but where it is to be looked */
            BOOL optional = letter == 'q' && known[i].given;
            if (at + 1 < count && !(optional && arguments[at + 1][0] == '/'))
                *known[i].text = arguments[++at];
            else if (!optional)
                return FALSE;
        }
        if (taken) continue;
        if (argument[0] == '/' || options.operand_count == 3) return FALSE;
        options.operands[options.operand_count++] = argument;
    }
    return TRUE;
}

/* ---- query ---- */

static struct {
    DWORD wanted_type;
    BOOL any_type;
    unsigned matches;
} query;

static void data_print(DWORD type, const BYTE *data, DWORD size)
{
    const WCHAR *text = (const WCHAR *)data;
    DWORD units = size / 2;
    DWORD number;
    ULONGLONG large;
    switch (type) {
    case REG_DWORD:
        if (size < sizeof number) break;
        memcpy(&number, data, sizeof number);
        print(L"0x%x", number);
        break;
    case REG_QWORD: {
        if (size < sizeof large) break;
        memcpy(&large, data, sizeof large);
        DWORD high = (DWORD)(large >> 32);
        if (high)
            print(L"0x%x%08x", high, (DWORD)large);
        else
            print(L"0x%x", (DWORD)large);
        break;
    }
    case REG_SZ:
    case REG_EXPAND_SZ:
    case REG_LINK:
        while (units && !text[units - 1]) units--;
        print_text(text, units);
        break;
    case REG_MULTI_SZ:
        while (units && !text[units - 1]) units--;
        for (DWORD i = 0; i < units; i++) {
            if (text[i])
                print_text(text + i, 1);
            else
                print(L"%s", options.separator);
        }
        break;
    default:
        for (DWORD i = 0; i < size; i++) {
            static const WCHAR digits[] = L"0123456789ABCDEF";
            WCHAR pair[2] = {digits[data[i] >> 4], digits[data[i] & 15]};
            print_text(pair, 2);
        }
        break;
    }
}

static BOOL contains(const WCHAR *text, size_t length, const WCHAR *part)
{
    size_t wanted = wcslen(part);
    for (size_t i = 0; i + wanted <= length; i++) {
        size_t k = 0;
        while (k < wanted && (options.with_case ? text[i + k] == part[k] : upper(text[i + k]) == upper(part[k]))) k++;
        if (k == wanted && (!options.exact || wanted == length)) return TRUE;
        if (options.exact) break;
    }
    return FALSE;
}

/* Is the value one that is asked for? */
static BOOL wanted(const WCHAR *name, DWORD type, const BYTE *data, DWORD size)
{
    if (!query.any_type && type != query.wanted_type) return FALSE;
    if (options.default_value && *name) return FALSE;
    if (options.value && !same(options.value, name)) return FALSE;
    if (!options.find) return TRUE;
    BOOL anywhere = !options.keys_only && !options.data_only && !(options.has_value && !options.value);
    if ((anywhere || (options.has_value && !options.value)) && contains(name, wcslen(name), options.find)) return TRUE;
    if (!anywhere && !options.data_only) return FALSE;
    if (type != REG_SZ && type != REG_EXPAND_SZ && type != REG_MULTI_SZ) return FALSE;
    size_t units = size / 2;
    while (units && !((const WCHAR *)data)[units - 1]) units--;
    return contains((const WCHAR *)data, units, options.find);
}

static void query_key(HKEY key, const WCHAR *path, BOOL top)
{
    struct pool pool = {0};
    struct value_row row = {0};
    BOOL titled = FALSE, searches = options.has_value || options.default_value || options.find;
    for (DWORD i = 0; value_at(&pool, key, i, &row); i++) {
        if (!wanted(row.name, row.type, row.data, row.size)) continue;
        if (!titled) print(L"\r\n%s\r\n", path);
        titled = TRUE;
        query.matches++;
        print(L"    %s    ", *row.name ? row.name : L"(Default)");
        type_print(row.type);
        if (options.numbers) print(L" (%u)", row.type);
        print(L"    ");
        data_print(row.type, row.data, row.size);
        print(L"\r\n");
    }
    if (top && !searches && !options.recursive) print(L"\r\n");
    for (DWORD i = 0;; i++) {
        WCHAR sub[KEY_NAME_ROOM];
        HKEY below;
        DWORD units = KEY_NAME_ROOM;
        if (searches && !options.recursive) break;
        if (RegEnumKeyExW(key, i, sub, &units, NULL, NULL, NULL, NULL)) break;
        struct text inner = {.pool = &pool};
        text_format(&inner, L"%s\\%s", path, sub);
        BOOL named = options.find && !options.data_only && !(options.has_value && !options.value) &&
                     contains(sub, wcslen(sub), options.find);
        if (named || (!searches && !options.recursive)) print(L"%s\r\n", inner.at);
        if (named) query.matches++;
        if (!options.recursive || RegOpenKeyExW(key, sub, 0, KEY_READ, &below)) continue;
        if (!searches) {
            DWORD values = 0;
            RegQueryInfoKeyW(below, NULL, NULL, NULL, NULL, NULL, NULL, &values, NULL, NULL, NULL, NULL);
            if (!values) print(L"\r\n%s\r\n", inner.at);
        }
        query_key(below, inner.at, FALSE);
        RegCloseKey(below);
    }
    pool_free(&pool);
}

static int do_query(struct pool *pool)
{
    struct key_name name;
    HKEY key;
    if (options.operand_count != 1 || (options.has_value && options.default_value)) return syntax();
    if (!key_name_read(pool, options.operands[0], &name)) return syntax();
    query.any_type = !options.type;
    if (options.type && !type_find(options.type, &query.wanted_type)) return syntax();
    LSTATUS status = RegOpenKeyExW(name.root, name.sub, 0, KEY_READ | options.view, &key);
    if (status) return failed(status);
    query_key(key, name.full, TRUE);
    RegCloseKey(key);
    BOOL searches = options.has_value || options.default_value || options.find;
    if (searches && !query.matches && !options.recursive && !options.find) return failed(ERROR_FILE_NOT_FOUND);
    if (options.find || (searches && options.recursive))
        print(L"\r\nEnd of search: %u match(es) found.\r\n", query.matches);
    else if (searches)
        print(L"\r\n");
    return searches && !query.matches ? 1 : 0;
}

/* ---- add ---- */

static BOOL number_read(const WCHAR *text, ULONGLONG *number)
{
    unsigned base = text[0] == '0' && upper(text[1]) == 'X' ? 16 : 10;
    if (base == 16) text += 2;
    if (!*text) return FALSE;
    for (*number = 0; *text; text++) {
        WCHAR c = upper(*text);
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10u
                                                : 99;
        if (digit >= base) return FALSE;
        *number = *number * base + digit;
    }
    return TRUE;
}

/* Data of a type as it was written; FALSE: it is none. */
static BOOL data_read(struct pool *pool, DWORD type, const WCHAR *text, BYTE **data, DWORD *size)
{
    size_t length = wcslen(text);
    ULONGLONG number;
    WCHAR *to;
    *data = pool_alloc(pool, (length + 2) * sizeof *text + sizeof number);
    switch (type) {
    case REG_DWORD:
    case REG_DWORD_BIG_ENDIAN:
    case REG_QWORD:
        if (!*text) text = L"0";
        if (!number_read(text, &number) || (type != REG_QWORD && number >> 32)) return FALSE;
        memcpy(*data, &number, sizeof number);
        *size = type == REG_QWORD ? 8 : 4;
        return TRUE;
    case REG_SZ:
    case REG_EXPAND_SZ:
        *size = (DWORD)((length + 1) * sizeof *text);
        memcpy(*data, text, *size);
        return TRUE;
    case REG_MULTI_SZ: {
        size_t separator = wcslen(options.separator);
        to = (WCHAR *)*data;
        while (*text) {
            if (same_start(text, options.separator)) {
                text += separator;
                *to++ = 0;
            } else {
                *to++ = *text++;
            }
        }
        if (to != (WCHAR *)*data && to[-1]) *to++ = 0;
        *to++ = 0;
        *size = (DWORD)((BYTE *)to - *data);
        return TRUE;
    }
    default:
        if (length % 2) return FALSE;
        for (*size = 0; *text; text += 2) {
            WCHAR pair[5] = {'0', 'x', text[0], text[1], 0};
            if (!number_read(pair, &number)) return FALSE;
            (*data)[(*size)++] = (BYTE)number;
        }
        return TRUE;
    }
}

static int do_add(struct pool *pool)
{
    struct key_name name;
    HKEY key;
    DWORD type = REG_SZ, size = 0;
    BYTE *data = NULL;
    if (options.operand_count != 1 || !key_name_read(pool, options.operands[0], &name)) return syntax();
    if (options.has_value && options.default_value) return syntax();
    if (options.type && !type_find(options.type, &type)) return syntax();
    if (!data_read(pool, type, options.data ? options.data : L"", &data, &size)) {
        print_error(L"ERROR: Invalid value specified for '/d'.\r\n");
        return 1;
    }
    LSTATUS status =
        RegCreateKeyExW(name.root, name.sub, 0, NULL, 0, KEY_READ | KEY_WRITE | options.view, NULL, &key, NULL);
    if (status) return failed(status);
    if (options.has_value || options.default_value || options.has_data || options.type) {
        const WCHAR *value = options.value ? options.value : L"";
        if (!options.force && !RegQueryValueExW(key, value, NULL, NULL, NULL, NULL)) {
            print(L"Value %s exists, overwrite(Yes/No)? ", *value ? value : L"(Default)");
            if (!agreed(pool)) {
                RegCloseKey(key);
                print(L"The operation was canceled by the user.\r\n");
                return 1;
            }
        }
        status = RegSetValueExW(key, value, 0, type, data, size);
    }
    RegCloseKey(key);
    return status ? failed(status) : succeeded();
}

/* ---- delete, copy ---- */

static LSTATUS values_delete(HKEY key)
{
    static WCHAR name[VALUE_NAME_ROOM];
    LSTATUS status;
    for (;;) {
        DWORD units = VALUE_NAME_ROOM;
        status = RegEnumValueW(key, 0, name, &units, NULL, NULL, NULL, NULL);
        if (!status) status = RegDeleteValueW(key, name);
        if (status) return status == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : status;
    }
}

static int do_delete(struct pool *pool)
{
    struct key_name name;
    HKEY key;
    BOOL values = options.has_value || options.default_value || options.all_values;
    if (options.operand_count != 1 || !key_name_read(pool, options.operands[0], &name)) return syntax();
    if (options.has_value + options.default_value + options.all_values > 1) return syntax();
    if (!*name.sub && !values) return failed(ERROR_ACCESS_DENIED);
    if (!options.force) {
        if (options.all_values)
            print(L"Delete all values under the registry key %s (Yes/No)? ", name.full);
        else if (values)
            print(L"Delete the registry value %s (Yes/No)? ", options.value ? options.value : L"(Default)");
        else
            print(L"Permanently delete the registry key %s (Yes/No)? ", name.full);
        if (!agreed(pool)) {
            print(L"The operation was canceled by the user.\r\n");
            return 1;
        }
    }
    LSTATUS status =
        RegOpenKeyExW(name.root, values ? name.sub : NULL, 0, KEY_READ | (values ? KEY_WRITE : 0) | options.view, &key);
    if (status) return failed(status);
    if (options.all_values)
        status = values_delete(key);
    else if (values)
        status = RegDeleteValueW(key, options.value);
    else
        status = RegDeleteTreeW(key, name.sub);
    RegCloseKey(key);
    return status ? failed(status) : succeeded();
}

static int do_copy(struct pool *pool)
{
    struct key_name from, to;
    HKEY source, target;
    if (options.operand_count != 2 || !key_name_read(pool, options.operands[0], &from) ||
        !key_name_read(pool, options.operands[1], &to))
        return syntax();
    if (same(from.full, to.full)) {
        print_error(L"ERROR: The registry entry cannot be copied onto itself.\r\n");
        return 1;
    }
    LSTATUS status = RegOpenKeyExW(from.root, from.sub, 0, KEY_READ | options.view, &source);
    if (status) return failed(status);
    status = RegCreateKeyExW(to.root, to.sub, 0, NULL, 0, KEY_READ | KEY_WRITE | options.view, NULL, &target, NULL);
    if (!status && options.recursive) status = RegCopyTreeW(source, NULL, target);
    for (DWORD i = 0; !status && !options.recursive; i++) {
        WCHAR *name = pool_alloc(pool, VALUE_NAME_ROOM * sizeof *name);
        DWORD units = VALUE_NAME_ROOM, type, size = 0;
        if (RegEnumValueW(source, i, name, &units, NULL, &type, NULL, &size)) break;
        BYTE *data = pool_alloc(pool, size + 1);
        status = RegQueryValueExW(source, name, NULL, &type, data, &size);
        if (!status) status = RegSetValueExW(target, name, 0, type, data, size);
    }
    RegCloseKey(source);
    return status ? failed(status) : succeeded();
}

/* ---- files ---- */

static int do_export(struct pool *pool)
{
    struct key_name name;
    if (options.operand_count != 2 || !key_name_read(pool, options.operands[0], &name)) return syntax();
    if (!options.force && GetFileAttributesW(options.operands[1]) != INVALID_FILE_ATTRIBUTES) {
        print(L"File %s already exists. Overwrite (Yes/No)? ", options.operands[1]);
        if (!agreed(pool)) {
            print(L"The operation was canceled by the user.\r\n");
            return 1;
        }
    }
    LSTATUS status = registry_export(&name, options.operands[1], FALSE, options.view);
    return status ? failed(status) : succeeded();
}

static int do_import(struct pool *pool)
{
    (void)pool;
    if (options.operand_count != 1) return syntax();
    LSTATUS status = registry_import(options.operands[0], options.view);
    if (status == ERROR_FILE_NOT_FOUND || status == ERROR_PATH_NOT_FOUND || status == ERROR_BAD_FORMAT) {
        print_error(L"ERROR: Error opening the file. There may be a disk or file system error.\r\n");
        return 1;
    }
    if (status) {
        print_error(L"ERROR: Error accessing the registry.\r\n");
        return 1;
    }
    return succeeded();
}

static const struct {
    const WCHAR *name;
    char letter;
    int (*run)(struct pool *pool);
    const WCHAR *usage;
} commands[] = {
    {L"QUERY",  'q', do_query,
     L"REG QUERY KeyName [/v [ValueName] | /ve] [/s] [/f Data [/k] [/d] [/c] [/e]] [/t Type] [/z] [/se Separator]\r\n"
     L"          [/reg:32 | /reg:64]\r\n"                                                                    },
    {L"ADD",    'a', do_add,
     L"REG ADD KeyName [/v ValueName | /ve] [/t Type] [/s Separator] [/d Data] [/f] [/reg:32 | /reg:64]\r\n" },
    {L"DELETE", 'd', do_delete, L"REG DELETE KeyName [/v ValueName | /ve | /va] [/f] [/reg:32 | /reg:64]\r\n"},
    {L"COPY",   'c', do_copy,   L"REG COPY KeyName1 KeyName2 [/s] [/f] [/reg:32 | /reg:64]\r\n"              },
    {L"EXPORT", 'x', do_export, L"REG EXPORT KeyName FileName [/y] [/reg:32 | /reg:64]\r\n"                  },
    {L"IMPORT", 'i', do_import, L"REG IMPORT FileName [/reg:32 | /reg:64]\r\n"                               },
};

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    if (count > 1 && same(arguments[1], L"/?")) {
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) print(L"%s", commands[i].usage);
        return 0;
    }
    for (size_t i = 0; count > 1 && i < sizeof commands / sizeof *commands; i++) {
        if (!same(arguments[1], commands[i].name)) continue;
        command = commands[i].name;
        if (count > 2 && same(arguments[2], L"/?")) {
            print(L"%s", commands[i].usage);
            return 0;
        }
        return options_read(commands[i].letter, count - 2, arguments + 2) ? commands[i].run(pool) : syntax();
    }
    print_error(L"ERROR: Invalid syntax.\r\nType \"REG /?\" for usage.\r\n");
    return 1;
}
