/* SPDX-License-Identifier: MIT */
/* Batches of drawing calls, as far as they can be empty. */
#include "check.h"

int main(void)
{
    CHECK(GdiFlush(), "GdiFlush: \"If all functions in the current batch succeed, the return value is nonzero\"");
    return check_done();
}
