/* SPDX-License-Identifier: MIT */
/* Registry, under HKEY_CURRENT_USER\Software\Bench. */
#include "bench.h"

static const char *root = "Software\\Bench\\A\\B";

static void query(const char *value)
{
    HKEY k;
    DWORD v, size = sizeof v;
    if (RegOpenKeyExA(HKEY_CURRENT_USER, root, 0, KEY_READ, &k)) die("RegOpenKeyEx");
    RegQueryValueExA(k, value, NULL, NULL, (BYTE *)&v, &size);
    RegCloseKey(k);
}

int main(int argc, char **argv)
{
    HKEY k, sub;
    DWORD v = 42, size, type;
    char name[64];
    bench_init(argc, argv);
    if (RegCreateKeyExA(HKEY_CURRENT_USER, root, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &k, NULL)) die("RegCreateKeyEx");
    RegSetValueExA(k, "v", 0, REG_DWORD, (BYTE *)&v, sizeof v);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "sub%03d", i);
        RegCreateKeyExA(k, name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &sub, NULL);
        RegCloseKey(sub);
    }
    BENCH("reg.open_query_close", query("v"));
    BENCH("reg.query", { size = sizeof v; RegQueryValueExA(k, "v", NULL, &type, (BYTE *)&v, &size); });
    BENCH("reg.set", RegSetValueExA(k, "v", 0, REG_DWORD, (BYTE *)&v, sizeof v));
    BENCH("reg.miss", RegOpenKeyExA(k, "nosuch", 0, KEY_READ, &sub));
    BENCH_PER("reg.enum_100", 100.0, {
        for (DWORD i = 0; i < 100; i++) {
            size = sizeof name;
            RegEnumKeyExA(k, i, name, &size, NULL, NULL, NULL, NULL);
        }
    });
    RegCloseKey(k);
    return 0;
}
