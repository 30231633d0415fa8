/* SPDX-License-Identifier: MIT */
/* WHOAMI: the computer's and the user's name, in small letters ("whoami").  Left out: groups, privileges and SIDs. */
#include "program.h"

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    WCHAR computer[MAX_COMPUTERNAME_LENGTH + 1], user[257];
    DWORD length = MAX_COMPUTERNAME_LENGTH + 1, units = 257;
    (void)pool;
    if (count > 1) {
        print_error(L"ERROR: Invalid argument/option - '%s'.\r\nType \"WHOAMI /?\" for usage.\r\n", arguments[1]);
        return 1;
    }
    if (!GetComputerNameW(computer, &length) || !GetUserNameW(user, &units)) {
        print_system_error(GetLastError());
        return 1;
    }
    print(L"%s\\%s\r\n", _wcslwr(computer), _wcslwr(user));
    return 0;
}
