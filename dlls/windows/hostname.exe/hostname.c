/* SPDX-License-Identifier: MIT */
/* HOSTNAME: the computer's name ("hostname"). */
#include "program.h"

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    DWORD length = 0;
    (void)arguments;
    if (count > 1) {
        print_error(
            L"sethostname: Use the Network Control Panel Applet to set hostname.\r\nhostname -s is not supported.\r\n");
        return 1;
    }
    GetComputerNameExW(ComputerNameDnsHostname, NULL, &length);
    WCHAR *name = pool_alloc(pool, (length + 1) * sizeof *name);
    if (!GetComputerNameExW(ComputerNameDnsHostname, name, &length)) {
        print_system_error(GetLastError());
        return 1;
    }
    print(L"%s\r\n", name);
    return 0;
}
