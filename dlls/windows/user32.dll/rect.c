/* SPDX-License-Identifier: MIT */
/* Arithmetic of rectangles ("Rectangle Functions").  A rectangle is empty where its right or bottom is not beyond its
 * left or top.  What is null is refused, as the functions promise nothing but FALSE of failures. */
#define WINUSERAPI
#include "nt.h"

#include <string.h>

static BOOL is_empty(const RECT *rect)
{
    return rect->right <= rect->left || rect->bottom <= rect->top;
}

static LONG least(LONG a, LONG b)
{
    return a < b ? a : b;
}

static LONG most(LONG a, LONG b)
{
    return a > b ? a : b;
}

BOOL WINAPI SetRect(RECT *rect, int left, int top, int right, int bottom)
{
    if (!rect) return FALSE;
    *rect = (RECT){left, top, right, bottom};
    return TRUE;
}

BOOL WINAPI SetRectEmpty(RECT *rect)
{
    return SetRect(rect, 0, 0, 0, 0);
}

BOOL WINAPI CopyRect(RECT *to, const RECT *from)
{
    if (!to || !from) return FALSE;
    *to = *from;
    return TRUE;
}

BOOL WINAPI IsRectEmpty(const RECT *rect)
{
    return !rect || is_empty(rect);
}

BOOL WINAPI EqualRect(const RECT *a, const RECT *b)
{
    return a && b && !memcmp(a, b, sizeof *a);
}

/* "PtInRect function": "a point within the rectangle or on its left or top side". */
BOOL WINAPI PtInRect(const RECT *rect, POINT point)
{
    return rect && point.x >= rect->left && point.x < rect->right && point.y >= rect->top && point.y < rect->bottom;
}

BOOL WINAPI InflateRect(RECT *rect, int dx, int dy)
{
    if (!rect) return FALSE;
    *rect = (RECT){rect->left - dx, rect->top - dy, rect->right + dx, rect->bottom + dy};
    return TRUE;
}

BOOL WINAPI OffsetRect(RECT *rect, int dx, int dy)
{
    if (!rect) return FALSE;
    *rect = (RECT){rect->left + dx, rect->top + dy, rect->right + dx, rect->bottom + dy};
    return TRUE;
}

/* "IntersectRect function": the empty rectangle and FALSE where they do not meet. */
BOOL WINAPI IntersectRect(RECT *to, const RECT *a, const RECT *b)
{
    if (!to || !a || !b) return FALSE;
    RECT common = {most(a->left, b->left), most(a->top, b->top), least(a->right, b->right),
                   least(a->bottom, b->bottom)};
    if (is_empty(a) || is_empty(b) || is_empty(&common)) return SetRectEmpty(to), FALSE;
    *to = common;
    return TRUE;
}

/* "UnionRect function": "ignores the dimensions of an empty rectangle"; FALSE where both are empty. */
BOOL WINAPI UnionRect(RECT *to, const RECT *a, const RECT *b)
{
    if (!to || !a || !b) return FALSE;
    if (is_empty(a) && is_empty(b)) return SetRectEmpty(to), FALSE;
    if (is_empty(a) || is_empty(b))
        *to = is_empty(a) ? *b : *a;
    else
        *to = (RECT){least(a->left, b->left), least(a->top, b->top), most(a->right, b->right),
                     most(a->bottom, b->bottom)};
    return TRUE;
}

/* "SubtractRect function": "only subtracts when the rectangles intersect completely in either the x- or y-direction";
 * FALSE where nothing is left. */
BOOL WINAPI SubtractRect(RECT *to, const RECT *from, const RECT *what)
{
    RECT common;

    if (!to || !from || !what) return FALSE;
    RECT rest = *from;
    if (!IntersectRect(&common, from, what)) {
        *to = rest;
        return !is_empty(&rest);
    }
    BOOL whole_width = common.left == rest.left && common.right == rest.right;
    BOOL whole_height = common.top == rest.top && common.bottom == rest.bottom;
    if (whole_width && whole_height)
        memset(&rest, 0, sizeof rest);
    else if (whole_width && common.top == rest.top)
        rest.top = common.bottom;
    else if (whole_width && common.bottom == rest.bottom)
        rest.bottom = common.top;
    else if (whole_height && common.left == rest.left)
        rest.left = common.right;
    else if (whole_height && common.right == rest.right)
        rest.right = common.left;
    *to = rest;
    return !is_empty(&rest);
}
