/* SPDX-License-Identifier: MIT */
/* What the module_*.dll.c share: DLLs without a C runtime whose DllMain tells the program that it was called.
 * The program exports note(); where it does not, nothing is told. */
#include <windows.h>

__attribute__((unused)) static void note(char who, DWORD reason, void *reserved)
{
    void (*told)(char, DWORD, void *) =
        (void (*)(char, DWORD, void *))(void *)GetProcAddress(GetModuleHandleA(NULL), "note");
    if (told) told(who, reason, reserved);
}

#define DLL_MAIN(letter, result)                                                                                       \
    BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved);                                               \
    BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved)                                                \
    {                                                                                                                  \
        (void)module;                                                                                                  \
        note(letter, reason, reserved);                                                                                \
        return result;                                                                                                 \
    }
