/* SPDX-License-Identifier: MIT */
/* Prints its arguments, a line each; ends with 7 where the last is "exit7". */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) printf("[%s]\n", argv[i]);
    return strcmp(argv[argc - 1], "exit7") ? 0 : 7;
}
