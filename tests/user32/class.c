/* SPDX-License-Identifier: MIT */
/* Window classes ("About Window Classes").  Debian's Wine fails "UnregisterClassA: no longer" here, though not in a
 * program that does this alone. */
#include "check.h"

#include <string.h>
#include <wchar.h>

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
    return (LRESULT)((ULONG_PTR)window + message + w + (ULONG_PTR)l);
}

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static void register_wide(void)
{
    HINSTANCE self = GetModuleHandleW(NULL), other = GetModuleHandleW(L"kernel32.dll");
    WNDCLASSEXW info = {sizeof info, CS_DBLCLKS, procedure, 4, 8, self, NULL, NULL, NULL, L"menu", L"MeticTest", NULL};
    WNDCLASSEXW found = {.cbSize = sizeof found};
    WNDCLASSW plain;
    ATOM atom = RegisterClassExW(&info);

    CHECK(atom >= 0xc000, "RegisterClassExW: \"a class atom that uniquely identifies the class\"");
    CHECK(!RegisterClassExW(&info) && failed(ERROR_CLASS_ALREADY_EXISTS), "RegisterClassExW: twice by one module");
    CHECK(GetClassInfoExW(self, L"METICtest", &found) == atom, "GetClassInfoExW: the atom; case does not count");
    CHECK(found.style == CS_DBLCLKS && found.lpfnWndProc == procedure && found.cbClsExtra == 4 &&
              found.cbWndExtra == 8 && found.hInstance == self && !wcscmp(found.lpszMenuName, L"menu") &&
              !wcscmp(found.lpszClassName, L"METICtest") && found.cbSize == sizeof found,
          "GetClassInfoExW: what was registered, with the name as it was asked for");
    CHECK(GetClassInfoW(self, (WCHAR *)(ULONG_PTR)atom, &plain) && plain.lpfnWndProc == procedure &&
              plain.cbWndExtra == 8,
          "GetClassInfoW: by the atom");
    CHECK(!GetClassInfoExW(other, L"MeticTest", &found) && failed(ERROR_CLASS_DOES_NOT_EXIST),
          "GetClassInfoExW: another module has no such class");
    info.hInstance = other;
    ATOM others = RegisterClassExW(&info);
    CHECK(others, "RegisterClassExW: the same name by another module is another class");
    CHECK(UnregisterClassW((WCHAR *)(ULONG_PTR)others, other), "UnregisterClassW: by the atom");
    CHECK(UnregisterClassW(L"MeticTest", self), "UnregisterClassW: by the name");
    CHECK(!UnregisterClassW(L"MeticTest", self) && failed(ERROR_CLASS_DOES_NOT_EXIST), "UnregisterClassW: no longer");
    CHECK(!GetClassInfoW(self, L"MeticTest", &plain) && failed(ERROR_CLASS_DOES_NOT_EXIST), "GetClassInfoW: nor here");

    info.hInstance = self;
    CHECK(RegisterClassExW(&info) && UnregisterClassW(L"MeticTest", NULL),
          "UnregisterClassW: no module is the program itself");
    info.cbSize = sizeof info - 1;
    CHECK(!RegisterClassExW(&info) && failed(ERROR_INVALID_PARAMETER), "RegisterClassExW: the size must be right");
    info.cbSize = sizeof info;
    info.lpszClassName = NULL;
    CHECK(!RegisterClassExW(&info) && failed(ERROR_INVALID_PARAMETER), "RegisterClassExW: a name must be there");
    info.lpszClassName = L"MeticTest";
    info.cbWndExtra = -1;
    CHECK(!RegisterClassExW(&info) && failed(ERROR_INVALID_PARAMETER), "RegisterClassExW: no negative extra bytes");
}

static void register_global(void)
{
    HINSTANCE self = GetModuleHandleW(NULL), other = GetModuleHandleW(L"kernel32.dll");
    WNDCLASSW info = {
        .style = CS_GLOBALCLASS, .lpfnWndProc = procedure, .hInstance = self, .lpszClassName = L"MeticAll"};
    WNDCLASSW found;

    CHECK(RegisterClassW(&info) && GetClassInfoW(other, L"MeticAll", &found) && found.lpfnWndProc == procedure,
          "RegisterClassW: CS_GLOBALCLASS makes it \"available to any other module in the process\"");
    CHECK(UnregisterClassW(L"MeticAll", self), "UnregisterClassW: of a global one");
}

static void register_narrow(void)
{
    HINSTANCE self = GetModuleHandleW(NULL);
    WNDCLASSA info = {.lpfnWndProc = procedure, .cbWndExtra = 16, .hInstance = self, .lpszClassName = "MeticNarrow"};
    WNDCLASSEXA extended = {sizeof extended, 0, procedure, 0, 0, self, NULL, NULL, NULL, NULL, "MeticNarrow", NULL};
    WNDCLASSEXA found = {.cbSize = sizeof found};
    WNDCLASSA plain;
    WNDCLASSW wide;
    ATOM atom = RegisterClassA(&info);

    CHECK(atom && GetClassInfoW(self, L"MeticNarrow", &wide) && wide.cbWndExtra == 16,
          "RegisterClassA: the wide functions find it");
    CHECK(!RegisterClassExA(&extended) && failed(ERROR_CLASS_ALREADY_EXISTS), "RegisterClassExA: it exists");
    CHECK(GetClassInfoA(self, "meticnarrow", &plain) && plain.cbWndExtra == 16 &&
              !strcmp(plain.lpszClassName, "meticnarrow"),
          "GetClassInfoA: likewise");
    CHECK(UnregisterClassA("MeticNarrow", self), "UnregisterClassA");
    CHECK(!UnregisterClassA("MeticNarrow", self) && failed(ERROR_CLASS_DOES_NOT_EXIST), "UnregisterClassA: no longer");
    CHECK(!GetClassInfoA(self, "MeticNarrow", &plain) && failed(ERROR_CLASS_DOES_NOT_EXIST), "GetClassInfoA: nor here");
    atom = RegisterClassExA(&extended);
    CHECK(atom && GetClassInfoExA(self, (char *)(ULONG_PTR)atom, &found) == atom && found.lpfnWndProc == procedure,
          "RegisterClassExA, GetClassInfoExA: by the atom");
    CHECK(UnregisterClassA((char *)(ULONG_PTR)atom, self), "UnregisterClassA: by the atom");
    CHECK(!GetClassInfoExA(self, (char *)(ULONG_PTR)atom, &found) && failed(ERROR_CLASS_DOES_NOT_EXIST),
          "GetClassInfoExA: it is gone");
}

int main(void)
{
    register_wide();
    register_global();
    register_narrow();
    return check_done();
}
