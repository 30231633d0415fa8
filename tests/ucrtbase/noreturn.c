/* SPDX-License-Identifier: MIT */
/* _invalid_parameter_noinfo_noreturn of the Universal CRT: it calls the handler, and nothing comes after. */
#include "crt.h"

#include <process.h>

static void __cdecl last(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned line,
                         uintptr_t reserved)
{
    CHECK(!expression && !function && !file && !line && !reserved,
          "_invalid_parameter_noinfo_noreturn: the handler is called, with NULL and 0 outside of the debug library");
    check_done();
    _exit(check_failures != 0);
}

int main(void)
{
    FROM_CRT(void, _invalid_parameter_noinfo_noreturn, void);
    _set_invalid_parameter_handler(last);
    _invalid_parameter_noinfo_noreturn();
    CHECK(0, "_invalid_parameter_noinfo_noreturn does not return");
    check_done();
    return 1;
}
