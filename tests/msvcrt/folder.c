/* SPDX-License-Identifier: MIT */
/* Files, folders, paths and the environment in msvcrt, where these are as in the Universal CRT: _access
 * _access_s _chdir _chdrive _chmod _creat _eof _findfirst64 _findnext64 _fstat64 _fstat64i32 _fullpath _getcwd
 * _getdrive _lseek _makepath_s _mkdir _putenv_s _rmdir _splitpath_s _stat64 _stat64i32 _tell _telli64 _umask
 * _unlink _waccess _waccess_s _wchdir _wchmod _wfullpath _wgetcwd _wgetdcwd _wgetenv_s _wmkdir _wputenv
 * _wputenv_s _wremove _wrename _wrmdir _wsplitpath_s _wstat64 _wstat64i32 _wunlink getenv_s remove rename. */
#include "../ucrtbase/folder.c"
