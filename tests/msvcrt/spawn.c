/* SPDX-License-Identifier: MIT */
/* Other programs started by msvcrt, where these are as in the Universal CRT: _cwait _pclose _popen _spawnl
 * _spawnv _spawnve _spawnvp _wspawnl _wspawnv _wspawnvp system. */
#include "../ucrtbase/spawn.c"
