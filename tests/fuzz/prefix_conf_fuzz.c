/* SPDX-License-Identifier: MIT */
/* prefix.conf with any bytes: refused, or what it names is absolute and whole. */
#include "linux/prefix_conf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct prefix_conf conf;
    char reason[160];
    char *text = malloc(size + 1); /* so that the sanitizer sees its end */
    if (!text) return 0;
    memcpy(text, data, size);
    bool good = prefix_conf_parse(text, size, "/home/joe", &conf, reason, sizeof reason);
    free(text);
    if (good && conf.format != PREFIX_FORMAT) abort();
    if (!good && !memchr(reason, 0, sizeof reason)) abort();
    if (conf.drives['C' - 'A'] || conf.share_count > PREFIX_SHARES) abort();
    for (int i = 0; i < PREFIX_DRIVES; i++)
        if (conf.drives[i] && *conf.drives[i] && *conf.drives[i] != '/') abort();
    for (size_t i = 0; i < conf.share_count; i++)
        if (!strchr(conf.shares[i].name, '\\')) abort();
    prefix_conf_free(&conf);
    return 0;
}
