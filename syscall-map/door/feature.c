/* SPDX-License-Identifier: MIT */
/* METIC_WITHOUT, read as it stands in the environment. */
#include "door/feature.h"

#include <stdlib.h>
#include <string.h>

bool feature_is_off(const char *name)
{
    const char *list = getenv("METIC_WITHOUT");
    size_t length = strlen(name);
    while (list && *list) {
        size_t word = strcspn(list, ",");
        if (word == length && memcmp(list, name, length) == 0) return true;
        list += word + (list[word] == ',');
    }
    return false;
}
