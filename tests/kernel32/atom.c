/* SPDX-License-Identifier: MIT */
/* Atoms, local and global; and small functions that have no family: NeedCurrentDirectoryForExePath,
 * GetSystemPowerStatus, DebugBreak. */
#include "check.h"

#include <string.h>
#include <wchar.h>

WINBASEAPI WINBOOL WINAPI NeedCurrentDirectoryForExePathW(LPCWSTR);
WINBASEAPI WINBOOL WINAPI NeedCurrentDirectoryForExePathA(LPCSTR);

static const struct family {
    const char *name;
    ATOM(WINAPI *add_w)(LPCWSTR);
    ATOM(WINAPI *add_a)(LPCSTR);
    ATOM(WINAPI *find_w)(LPCWSTR);
    ATOM(WINAPI *find_a)(LPCSTR);
    ATOM(WINAPI *remove)(ATOM);
    UINT(WINAPI *name_w)(ATOM, LPWSTR, int);
    UINT(WINAPI *name_a)(ATOM, LPSTR, int);
} families[] = {
    {"AddAtom, FindAtom, DeleteAtom, GetAtomName",                         AddAtomW,       AddAtomA,       FindAtomW, FindAtomA,       DeleteAtom,       GetAtomNameW,
     GetAtomNameA                                                                                                                                                                              },
    {"GlobalAddAtom, GlobalFindAtom, GlobalDeleteAtom, GlobalGetAtomName", GlobalAddAtomW, GlobalAddAtomA,
     GlobalFindAtomW,                                                                                                 GlobalFindAtomA, GlobalDeleteAtom, GlobalGetAtomNameW, GlobalGetAtomNameA},
};

static void atoms(const struct family *f)
{
    WCHAR wide[300] = {0};
    char ansi[300] = {0};
    ATOM atom = f->add_w(L"Metic's own atom");

    CHECK(atom >= 0xc000, "%s: a string atom is \"in the range 0xC000 through 0xFFFF\"", f->name);
    CHECK(f->find_w(L"METIC'S OWN ATOM") == atom && f->find_a("metic's own atom") == atom, "%s: \"not case sensitive\"",
          f->name);
    CHECK(f->name_w(atom, wide, 300) == 16 && !wcscmp(wide, L"Metic's own atom"),
          "%s: the name as it was first added: \"the length of the string\"", f->name);
    CHECK(f->name_a(atom, ansi, 300) == 16 && !strcmp(ansi, "Metic's own atom"), "%s: the name, 8-bit", f->name);
    if (f == families)
        CHECK(f->name_w(atom, wide, 6) == 5 && !wcscmp(wide, L"Metic"), "%s: the name, cut to the room", f->name);
    CHECK(f->add_a("METIC'S own atom") == atom, "%s: added again it is the same", f->name);
    CHECK(f->remove(atom) == 0 && f->find_w(L"Metic's own atom") == atom, "%s: \"decrements the reference count\"",
          f->name);
    CHECK(f->remove(atom) == 0, "%s: \"If the function succeeds, the return value is zero\"", f->name);
    SetLastError(0);
    CHECK(f->find_w(L"Metic's own atom") == 0 && GetLastError() == ERROR_FILE_NOT_FOUND &&
              f->find_a("Metic's own atom") == 0,
          "%s: \"If the function fails, the return value is zero\"", f->name); /* no error under Debian's Wine */
    CHECK(f->remove(atom) == atom && GetLastError() == ERROR_INVALID_HANDLE,
          "%s: deleted once too often: \"the nAtom parameter\"", f->name);
    CHECK(f->name_w(atom, wide, 300) == 0 && f->name_a(atom, ansi, 300) == 0, "%s: the name of none: zero", f->name);
    CHECK(f->add_w((WCHAR *)77) == 77 && f->add_a("#1234") == 1234 && f->find_w(L"#1234") == 1234 &&
              f->find_a((char *)77) == 77 && f->remove(77) == 0,
          "%s: integer atoms", f->name);
    CHECK(f->name_w(77, wide, 300) == 3 && !wcscmp(wide, L"#77"), "%s: the name of an integer atom", f->name);
    for (int i = 0; i < 256; i++) wide[i] = 'x', ansi[i] = 'x';
    wide[256] = ansi[256] = 0;
    CHECK(f->add_w(wide) == 0 && f->add_a(ansi) == 0, "%s: \"a maximum size of 255 bytes\"", f->name);
    wide[255] = 0;
    atom = f->add_w(wide);
    CHECK(atom && f->remove(atom) == 0, "%s: 255 units", f->name);
}

static unsigned breaks;

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *exception)
{
    if (exception->ExceptionRecord->ExceptionCode != (DWORD)EXCEPTION_BREAKPOINT) return EXCEPTION_CONTINUE_SEARCH;
    breaks += exception->ExceptionRecord->ExceptionAddress == (void *)exception->ContextRecord->Rip &&
              *(BYTE *)exception->ContextRecord->Rip == 0xcc;
    exception->ContextRecord->Rip++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

int main(void)
{
    SYSTEM_POWER_STATUS power;

    CHECK(InitAtomTable(53), "InitAtomTable: \"If the function succeeds, the return value is nonzero\"");
    for (unsigned i = 0; i < ARRAYSIZE(families); i++) atoms(&families[i]);

    SetEnvironmentVariableW(L"NoDefaultCurrentDirectoryInExePath", NULL);
    CHECK(NeedCurrentDirectoryForExePathW(L"cmd.exe") && NeedCurrentDirectoryForExePathA("cmd.exe"),
          "NeedCurrentDirectoryForExePathW, A: \"If the value of the lpExeName ... current directory should be "
          "included\"");
    SetEnvironmentVariableW(L"NoDefaultCurrentDirectoryInExePath", L"x");
    CHECK(!NeedCurrentDirectoryForExePathW(L"cmd.exe") && !NeedCurrentDirectoryForExePathA("cmd.exe"),
          "NeedCurrentDirectoryForExePathW, A: the variable NoDefaultCurrentDirectoryInExePath exists");
    CHECK(NeedCurrentDirectoryForExePathW(L".\\cmd.exe") && NeedCurrentDirectoryForExePathA("bin\\cmd.exe"),
          "NeedCurrentDirectoryForExePathW, A: a backslash in the name: \"TRUE\"");

    memset(&power, 0x77, sizeof power);
    CHECK(GetSystemPowerStatus(&power) && (power.ACLineStatus <= 1 || power.ACLineStatus == 255) &&
              (power.BatteryLifePercent <= 100 || power.BatteryLifePercent == 255) && (power.BatteryFlag != 0x77) &&
              power.BatteryFullLifeTime != 0x77777777,
          "GetSystemPowerStatus: documented values");

    void *handler = AddVectoredExceptionHandler(1, on_exception);
    DebugBreak();
    CHECK(breaks == 1, "DebugBreak: \"Causes a breakpoint exception to occur in the current process\"");
    RemoveVectoredExceptionHandler(handler);
    return check_done();
}
