/* SPDX-License-Identifier: MIT */
/* Where the shell's folders are: below the folders that the environment names.  Left out: folders of other users and
 * of the default one, folders moved elsewhere, those that are none of the file system. */
#define _SHELL32_
#define _SHFOLDER_
#include "nt.h"
#include "nt_lib.h"

#include <knownfolders.h>
#include <objbase.h>
#include <shlobj.h>
#include <wchar.h>

enum { NO_CSIDL = -1, TYPE = 0xff };

#define MENU L"\\Microsoft\\Windows\\Start Menu"

static const struct folder {
    int csidl;
    const KNOWNFOLDERID *id; /* NULL: none that is like it */
    const WCHAR *variable, *below;
} folders[] = {
    {CSIDL_DESKTOP,                 NULL,                         L"USERPROFILE",       L"\\Desktop"               },
    {CSIDL_DESKTOPDIRECTORY,        &FOLDERID_Desktop,            L"USERPROFILE",       L"\\Desktop"               },
    {CSIDL_PERSONAL,                &FOLDERID_Documents,          L"USERPROFILE",       L"\\Documents"             },
    {CSIDL_FAVORITES,               &FOLDERID_Favorites,          L"USERPROFILE",       L"\\Favorites"             },
    {CSIDL_MYMUSIC,                 &FOLDERID_Music,              L"USERPROFILE",       L"\\Music"                 },
    {CSIDL_MYVIDEO,                 &FOLDERID_Videos,             L"USERPROFILE",       L"\\Videos"                },
    {CSIDL_MYPICTURES,              &FOLDERID_Pictures,           L"USERPROFILE",       L"\\Pictures"              },
    {NO_CSIDL,                      &FOLDERID_Downloads,          L"USERPROFILE",       L"\\Downloads"             },
    {CSIDL_PROFILE,                 &FOLDERID_Profile,            L"USERPROFILE",       L""                        },
    {CSIDL_APPDATA,                 &FOLDERID_RoamingAppData,     L"APPDATA",           L""                        },
    {CSIDL_STARTMENU,               &FOLDERID_StartMenu,          L"APPDATA",           MENU                       },
    {CSIDL_PROGRAMS,                &FOLDERID_Programs,           L"APPDATA",           MENU L"\\Programs"         },
    {CSIDL_STARTUP,                 &FOLDERID_Startup,            L"APPDATA",           MENU L"\\Programs\\StartUp"},
    {CSIDL_LOCAL_APPDATA,           &FOLDERID_LocalAppData,       L"LOCALAPPDATA",      L""                        },
    {NO_CSIDL,                      &FOLDERID_LocalAppDataLow,    L"USERPROFILE",       L"\\AppData\\LocalLow"     },
    {CSIDL_COMMON_APPDATA,          &FOLDERID_ProgramData,        L"ProgramData",       L""                        },
    {CSIDL_COMMON_STARTMENU,        &FOLDERID_CommonStartMenu,    L"ProgramData",       MENU                       },
    {CSIDL_COMMON_PROGRAMS,         &FOLDERID_CommonPrograms,     L"ProgramData",       MENU L"\\Programs"         },
    {NO_CSIDL,                      &FOLDERID_Public,             L"PUBLIC",            L""                        },
    {CSIDL_COMMON_DOCUMENTS,        &FOLDERID_PublicDocuments,    L"PUBLIC",            L"\\Documents"             },
    {CSIDL_COMMON_DESKTOPDIRECTORY, &FOLDERID_PublicDesktop,      L"PUBLIC",            L"\\Desktop"               },
    {CSIDL_WINDOWS,                 &FOLDERID_Windows,            L"SystemRoot",        L""                        },
    {CSIDL_SYSTEM,                  &FOLDERID_System,             L"SystemRoot",        L"\\System32"              },
    {CSIDL_FONTS,                   &FOLDERID_Fonts,              L"SystemRoot",        L"\\Fonts"                 },
    {CSIDL_PROGRAM_FILES,           &FOLDERID_ProgramFiles,       L"ProgramFiles",      L""                        },
    {CSIDL_PROGRAM_FILESX86,        &FOLDERID_ProgramFilesX86,    L"ProgramFiles(x86)", L""                        },
    {CSIDL_PROGRAM_FILES_COMMON,    &FOLDERID_ProgramFilesCommon, L"ProgramFiles",      L"\\Common Files"          },
};

static BOOL exists(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

/* Makes the folder and those above it. */
static BOOL make(WCHAR *path)
{
    for (WCHAR *at = wcschr(path, '\\'); at && (at = wcschr(at + 1, '\\'));) {
        *at = 0;
        CreateDirectoryW(path, NULL);
        *at = '\\';
    }
    return CreateDirectoryW(path, NULL) || exists(path);
}

/* Its path, of MAX_PATH characters; S_FALSE: it is not there, and was not to be made. */
static HRESULT folder_get(const struct folder *folder, BOOL create, BOOL verify, WCHAR *path)
{
    DWORD length = GetEnvironmentVariableW(folder->variable, path, MAX_PATH);
    if (!length || length + wcslen(folder->below) >= MAX_PATH) return E_FAIL;
    wcscat(path, folder->below);
    if (create) return make(path) ? S_OK : E_FAIL;
    return !verify || exists(path) ? S_OK : S_FALSE;
}

/* "SHGetFolderPathW function": `path` has MAX_PATH characters.  S_FALSE: it is not there; E_INVALIDARG: no such folder;
 * E_NOTIMPL: of another user. */
HRESULT WINAPI SHGetFolderPathW(HWND window, int csidl, HANDLE token, DWORD flags, LPWSTR path)
{
    (void)window, (void)flags; /* SHGFP_TYPE_DEFAULT is where it is, too: folders don't move */
    if (!path) return E_INVALIDARG;
    *path = 0;
    if (token) return E_NOTIMPL;
    for (size_t i = 0; i < ARRAYSIZE(folders); i++) {
        if (folders[i].csidl != (csidl & TYPE)) continue;
        HRESULT result = folder_get(&folders[i], csidl & CSIDL_FLAG_CREATE, !(csidl & CSIDL_FLAG_DONT_VERIFY), path);
        if (result != S_OK) *path = 0;
        return result;
    }
    return E_INVALIDARG;
}

HRESULT WINAPI SHGetFolderPathA(HWND window, int csidl, HANDLE token, DWORD flags, LPSTR path)
{
    WCHAR wide[MAX_PATH];
    if (!path) return E_INVALIDARG;
    *path = 0;
    HRESULT result = SHGetFolderPathW(window, csidl, token, flags, wide);
    if (result == S_OK && !WideCharToMultiByte(CP_ACP, 0, wide, -1, path, MAX_PATH, NULL, NULL)) return E_FAIL;
    return result;
}

/* "SHGetSpecialFolderPathW function": FALSE: there is none. */
BOOL WINAPI SHGetSpecialFolderPathW(HWND window, LPWSTR path, int csidl, BOOL create)
{
    return SHGetFolderPathW(window, (csidl & TYPE) | (create ? CSIDL_FLAG_CREATE : 0), NULL, 0, path) == S_OK;
}

BOOL WINAPI SHGetSpecialFolderPathA(HWND window, LPSTR path, int csidl, BOOL create)
{
    return SHGetFolderPathA(window, (csidl & TYPE) | (create ? CSIDL_FLAG_CREATE : 0), NULL, 0, path) == S_OK;
}

/* "SHGetKnownFolderPath function": *out is the caller's to CoTaskMemFree.  HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND):
 * no such folder, or it is not there. */
HRESULT WINAPI SHGetKnownFolderPath(REFKNOWNFOLDERID id, DWORD flags, HANDLE token, PWSTR *out)
{
    WCHAR path[MAX_PATH];
    HRESULT result = S_FALSE;
    if (!id || !out) return E_INVALIDARG;
    *out = NULL;
    if (token) return E_NOTIMPL;
    for (size_t i = 0; i < ARRAYSIZE(folders) && result == S_FALSE; i++)
        if (folders[i].id && !memcmp(folders[i].id, id, sizeof *id))
            result = folder_get(&folders[i], flags & KF_FLAG_CREATE, !(flags & KF_FLAG_DONT_VERIFY), path);
    if (result == S_FALSE) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    if (FAILED(result)) return result;
    SIZE_T size = (wcslen(path) + 1) * sizeof *path;
    *out = CoTaskMemAlloc(size);
    if (!*out) return E_OUTOFMEMORY;
    memcpy(*out, path, size);
    return S_OK;
}
