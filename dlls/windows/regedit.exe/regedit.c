/* SPDX-License-Identifier: MIT */
/* REGEDIT without its window: [/s] FILE... imports registration files, /e FILE [KEY] exports, /d KEY deletes. */
#include "registry.h"

#include <string.h>

static int usage(void)
{
    print_error(L"REGEDIT [/S] file.reg ...\r\nREGEDIT /E file.reg [key]\r\nREGEDIT /D key\r\n"
                L"There is no window to edit the registry in: use REG.\r\n");
    return 1;
}

static int tell(LSTATUS status, const WCHAR *what)
{
    if (!status) return 0;
    print_error(L"%s: ", what);
    if (status == ERROR_BAD_FORMAT)
        print_error(L"not a registration file.\r\n");
    else
        print_system_error((DWORD)status);
    return 1;
}

/* All that a file without a key's name holds, as REGEDIT exports it. */
static int export_all(const WCHAR *file, const WCHAR *key, BOOL old)
{
    struct pool pool = {0};
    struct key_name name;
    if (!key_name_read(&pool, key ? key : L"HKEY_CURRENT_USER", &name)) return tell(ERROR_BADKEY, key);
    int result = tell(registry_export(&name, file, old, 0), file);
    pool_free(&pool);
    return result;
}

static int delete_key(struct pool *pool, const WCHAR *key)
{
    struct key_name name;
    if (!key_name_read(pool, key, &name) || !*name.sub) return tell(ERROR_BADKEY, key);
    return tell(RegDeleteTreeW(name.root, name.sub), key);
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    int at = 1, result = 0;
    BOOL exports = FALSE, old = FALSE, deletes = FALSE;
    for (; at < count && (arguments[at][0] == '/' || arguments[at][0] == '-') && wcslen(arguments[at]) == 2; at++) {
        switch (upper(arguments[at][1])) {
        case 'S':
        case 'C': break; /* nothing asks */
        case 'E': exports = TRUE; break;
        case 'A': exports = old = TRUE; break;
        case 'D': deletes = TRUE; break;
        default: return usage();
        }
    }
    if (at >= count) return usage();
    if (deletes) return delete_key(pool, arguments[at]);
    if (exports) return export_all(arguments[at], at + 1 < count ? arguments[at + 1] : NULL, old);
    for (; at < count; at++) result |= tell(registry_import(arguments[at], 0), arguments[at]);
    return result;
}
