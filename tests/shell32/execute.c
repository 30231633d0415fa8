/* SPDX-License-Identifier: MIT */
/* ShellExecuteExW, ShellExecuteW and ShellExecuteA: programs are started, of other files the error is told. */
#include "check.h"

#include <shellapi.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    WCHAR path[MAX_PATH];
    DWORD status = 0;
    if (argc > 1) return atoi(argv[1]);
    GetModuleFileNameW(NULL, path, MAX_PATH);

    SHELLEXECUTEINFOW info = {.cbSize = sizeof info, .fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_FLAG_NO_UI};
    info.lpFile = path, info.lpVerb = L"open", info.lpParameters = L"37";
    CHECK(ShellExecuteExW(&info) && info.hProcess && (INT_PTR)info.hInstApp > 32,
          "ShellExecuteExW: SEE_MASK_NOCLOSEPROCESS: \"hProcess ... receives the process handle\"");
    WaitForSingleObject(info.hProcess, INFINITE);
    CHECK(GetExitCodeProcess(info.hProcess, &status) && status == 37, "it is this program, with the parameters");
    CloseHandle(info.hProcess);
    info.lpFile = L"C:\\not\\there.exe";
    CHECK(!ShellExecuteExW(&info) && GetLastError() == ERROR_FILE_NOT_FOUND && (INT_PTR)info.hInstApp == SE_ERR_FNF &&
              !info.hProcess,
          "ShellExecuteExW: ERROR_FILE_NOT_FOUND, SE_ERR_FNF");
    info.cbSize = 4;
    CHECK(!ShellExecuteExW(&info), "ShellExecuteExW: not its structure");
    CHECK((INT_PTR)ShellExecuteW(NULL, NULL, path, L"0", NULL, SW_HIDE) > 32,
          "ShellExecuteW: \"If the function succeeds, it returns a value greater than 32\"");
    CHECK((INT_PTR)ShellExecuteW(NULL, NULL, L"C:\\not\\there.exe", NULL, NULL, SW_HIDE) == SE_ERR_FNF,
          "ShellExecuteW: SE_ERR_FNF");
    char narrow[MAX_PATH];
    GetModuleFileNameA(NULL, narrow, MAX_PATH);
    CHECK((INT_PTR)ShellExecuteA(NULL, "open", narrow, "0", NULL, SW_HIDE) > 32, "ShellExecuteA: above 32");
    CHECK((INT_PTR)ShellExecuteA(NULL, NULL, "C:\\not\\there.exe", NULL, NULL, SW_HIDE) == SE_ERR_FNF,
          "ShellExecuteA: SE_ERR_FNF");
    return check_done();
}
