/* SPDX-License-Identifier: MIT */
/* Memory and strings of bytes in the Universal CRT, where these behave as in msvcrt: memcpy memmove memset memcmp
 * memchr strlen strcpy strcat strncpy _strdup strcmp strncmp _stricmp _strnicmp wcscmp wcslen strchr strrchr strstr
 * strspn strcspn malloc realloc calloc free qsort. */
#include "../msvcrt/bytes.c"
