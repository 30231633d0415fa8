/* SPDX-License-Identifier: MIT */
/* The computer's name.  Rests on "GetComputerNameW function", "GetComputerNameExW function" and "COMPUTER_NAME_FORMAT".
 */
#include "check.h"

#include <string.h>
#include <wchar.h>

int main(void)
{
    WCHAR wide[300], host[300];
    char narrow[300];
    DWORD size = 300, length = 300;

    CHECK(GetComputerNameW(wide, &size) && size && size <= MAX_COMPUTERNAME_LENGTH && wcslen(wide) == size,
          "GetComputerNameW: lpnSize \"receives the number of TCHARs copied, not including the terminating null\"");
    CHECK(GetComputerNameA(narrow, &length) && length == strlen(narrow) && length == size &&
              (WCHAR)narrow[0] == wide[0],
          "GetComputerNameA: the same name");
    DWORD needed = 0;
    SetLastError(0);
    CHECK(!GetComputerNameW(wide, &needed) && GetLastError() == ERROR_BUFFER_OVERFLOW && needed == size + 1,
          "GetComputerNameW: \"If the buffer is too small, the function fails and GetLastError returns "
          "ERROR_BUFFER_OVERFLOW. "
          "The lpnSize parameter specifies the size of the buffer required, including the terminating null\"");
    needed = 1;
    SetLastError(0);
    CHECK(!GetComputerNameA(narrow, &needed) && GetLastError() == ERROR_BUFFER_OVERFLOW && needed == length + 1,
          "GetComputerNameA: the same");

    needed = 300;
    CHECK(GetComputerNameExW(ComputerNameDnsHostname, host, &needed) && needed == wcslen(host) && needed &&
              !wcschr(host, '.') && !_wcsnicmp(host, wide, size),
          "GetComputerNameExW: the DNS host name, of which the NetBIOS name is made");
    needed = 0;
    SetLastError(0);
    CHECK(!GetComputerNameExW(ComputerNameDnsHostname, NULL, &needed) && GetLastError() == ERROR_MORE_DATA &&
              needed == wcslen(host) + 1,
          "GetComputerNameExW: \"ERROR_MORE_DATA: The lpBuffer buffer is too small. The lpnSize parameter contains the "
          "number "
          "of bytes required\"");
    needed = 300;
    CHECK(GetComputerNameExA(ComputerNameNetBIOS, narrow, &needed) && needed == size && strlen(narrow) == size,
          "GetComputerNameExA: the NetBIOS name");
    needed = 0;
    SetLastError(0);
    CHECK(!GetComputerNameExA(ComputerNameNetBIOS, NULL, &needed) && GetLastError() == ERROR_MORE_DATA &&
              needed == size + 1,
          "GetComputerNameExA: ERROR_MORE_DATA");
    needed = 300;
    CHECK(GetComputerNameExW(ComputerNameDnsFullyQualified, wide, &needed) && !wcsncmp(wide, host, wcslen(host)),
          "GetComputerNameExW: the fully qualified name begins with the host's");
    needed = 300;
    CHECK(GetComputerNameExW(ComputerNameDnsDomain, wide, &needed) && needed == wcslen(wide),
          "GetComputerNameExW: the domain, which may be empty");
    SetLastError(0);
    CHECK(!GetComputerNameExW(ComputerNameMax, wide, &needed) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GetComputerNameExW: no such format");
    return check_done();
}
