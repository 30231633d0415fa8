/* SPDX-License-Identifier: MIT */
/* The path functions of shlwapi in both widths, as documented:
 * PathAddBackslashA PathAddBackslashW PathAddExtensionA PathAddExtensionW PathAppendA PathAppendW PathBuildRootA
 * PathBuildRootW PathCanonicalizeA PathCanonicalizeW PathCombineA PathCombineW PathCommonPrefixA PathCommonPrefixW
 * PathFileExistsA PathFileExistsW PathFindExtensionA PathFindExtensionW PathFindFileNameA PathFindFileNameW
 * PathFindNextComponentA PathFindNextComponentW PathGetArgsA PathGetArgsW PathGetDriveNumberA PathGetDriveNumberW
 * PathIsDirectoryA PathIsDirectoryW PathIsFileSpecA PathIsFileSpecW PathIsNetworkPathA PathIsNetworkPathW
 * PathIsPrefixA PathIsPrefixW PathIsRelativeA PathIsRelativeW PathIsRootA PathIsRootW PathIsSameRootA
 * PathIsSameRootW PathIsUNCA PathIsUNCW PathIsUNCServerA PathIsUNCServerW PathIsUNCServerShareA
 * PathIsUNCServerShareW PathIsURLA PathIsURLW PathMatchSpecA PathMatchSpecW PathQuoteSpacesA PathQuoteSpacesW
 * PathRemoveBackslashA PathRemoveBackslashW PathRemoveBlanksA PathRemoveBlanksW PathRemoveExtensionA
 * PathRemoveExtensionW PathRemoveFileSpecA PathRemoveFileSpecW PathRenameExtensionA PathRenameExtensionW
 * PathSkipRootA PathSkipRootW PathStripPathA PathStripPathW PathStripToRootA PathStripToRootW PathUnquoteSpacesA
 * PathUnquoteSpacesW. */
#include "check.h"

#include <shlwapi.h>
#include <string.h>

/* The headers of the compiler have these without their result. */
typedef BOOL(WINAPI *quoter)(void *);
#define own_quoteA   ((quoter)(void *)GetProcAddress(GetModuleHandleA("shlwapi.dll"), "PathQuoteSpacesA"))
#define own_quoteW   ((quoter)(void *)GetProcAddress(GetModuleHandleA("shlwapi.dll"), "PathQuoteSpacesW"))
#define own_unquoteA ((quoter)(void *)GetProcAddress(GetModuleHandleA("shlwapi.dll"), "PathUnquoteSpacesA"))
#define own_unquoteW ((quoter)(void *)GetProcAddress(GetModuleHandleA("shlwapi.dll"), "PathUnquoteSpacesW"))

#define CH      WCHAR
#define F(name) name##W
#define T(text) L##text
#include "path_checks.h"
#undef CH
#undef F
#undef T

#define CH      char
#define F(name) name##A
#define T(text) text
#include "path_checks.h"

int main(void)
{
    fclose(fopen("path.tmp", "w"));
    checksW();
    checksA();
    remove("path.tmp");
    return check_done();
}
