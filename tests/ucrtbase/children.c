/* SPDX-License-Identifier: MIT */
/* The exec and spawn families in the Universal CRT, where these behave as in msvcrt: _execl _execle _execlp
 * _execlpe _execv _execve _execvp _execvpe _spawnle _spawnlp _spawnlpe _spawnvpe _wexecl _wexecle _wexeclp
 * _wexeclpe _wexecv _wexecve _wexecvp _wexecvpe _wpopen _wspawnle _wspawnlp _wspawnlpe _wspawnve _wspawnvpe
 * _wsystem. */
#include "../msvcrt/children.c"
