/* SPDX-License-Identifier: MIT */
/* What the kinds of FOR share. */
#ifndef METIC_CMD_FOR_H
#define METIC_CMD_FOR_H

#include "cmd.h"

struct loop {
    const struct node *node;
    int result;
};

/* Runs the body with the variable's value; false: the loop is over. */
BOOL for_once(struct loop *loop, const WCHAR *value);
/* /F */
void for_lines(struct loop *loop, struct pool *pool, const WCHAR *set, const WCHAR *options);

#endif
