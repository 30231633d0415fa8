/* SPDX-License-Identifier: MIT */
/* Arithmetic of rectangles ("Rectangle Functions"). */
#include "check.h"

#include <string.h>

static RECT result;

static BOOL is(LONG left, LONG top, LONG right, LONG bottom)
{
    return result.left == left && result.top == top && result.right == right && result.bottom == bottom;
}

static void one(void)
{
    RECT copy = {0, 0, 0, 0};

    CHECK(SetRect(&result, 1, 2, 30, 40) && is(1, 2, 30, 40), "SetRect: the four coordinates");
    CHECK(CopyRect(&copy, &result) && EqualRect(&copy, &result), "CopyRect: the copy equals it, says EqualRect");
    CHECK(OffsetRect(&result, 5, -2) && is(6, 0, 35, 38), "OffsetRect: moved right and up");
    CHECK(!EqualRect(&copy, &result), "EqualRect: one that was moved is another");
    CHECK(InflateRect(&result, 1, 2) && is(5, -2, 36, 40), "InflateRect: \"dx units are added to the left and right\"");
    CHECK(InflateRect(&result, -1, -2) && is(6, 0, 35, 38), "InflateRect: negative values make it smaller");
    CHECK(!IsRectEmpty(&result), "IsRectEmpty: not this one");
    CHECK(PtInRect(&result, (POINT){6, 0}) && PtInRect(&result, (POINT){34, 37}),
          "PtInRect: \"on the left or top side\" is within");
    CHECK(!PtInRect(&result, (POINT){35, 10}) && !PtInRect(&result, (POINT){10, 38}) &&
              !PtInRect(&result, (POINT){5, 10}),
          "PtInRect: \"a point on the right or bottom side is considered outside\"");
    CHECK(SetRectEmpty(&result) && is(0, 0, 0, 0) && IsRectEmpty(&result), "SetRectEmpty: all zero, which is empty");
    CHECK(IsRectEmpty(&(RECT){5, 5, 5, 9}) && IsRectEmpty(&(RECT){5, 9, 8, 2}),
          "IsRectEmpty: right or bottom not beyond left or top");
    CHECK(!SetRect(NULL, 0, 0, 0, 0) && !SetRectEmpty(NULL) && !CopyRect(NULL, &copy) && !CopyRect(&copy, NULL) &&
              !OffsetRect(NULL, 1, 1) && !InflateRect(NULL, 1, 1) && !PtInRect(NULL, (POINT){0, 0}),
          "SetRect, SetRectEmpty, CopyRect, OffsetRect, InflateRect, PtInRect: FALSE for no rectangle");
}

static void two(void)
{
    const RECT a = {0, 0, 10, 10}, b = {5, 5, 20, 20}, far_away = {100, 100, 110, 110}, empty = {7, 7, 7, 9};

    CHECK(IntersectRect(&result, &a, &b) && is(5, 5, 10, 10), "IntersectRect: what both have");
    CHECK(!IntersectRect(&result, &a, &far_away) && is(0, 0, 0, 0),
          "IntersectRect: \"an empty rectangle (0,0,0,0)\" and FALSE where they do not meet");
    CHECK(!IntersectRect(&result, &a, &(RECT){10, 0, 20, 10}) && is(0, 0, 0, 0),
          "IntersectRect: a common edge is none");
    CHECK(UnionRect(&result, &a, &b) && is(0, 0, 20, 20), "UnionRect: the smallest that holds both");
    CHECK(UnionRect(&result, &empty, &b) && is(5, 5, 20, 20) && UnionRect(&result, &a, &empty) && is(0, 0, 10, 10),
          "UnionRect: \"ignores the dimensions of an empty rectangle\"");
    CHECK(!UnionRect(&result, &empty, &empty) && is(0, 0, 0, 0), "UnionRect: FALSE where both are empty");

    CHECK(SubtractRect(&result, &a, &(RECT){5, 0, 20, 10}) && is(0, 0, 5, 10), "SubtractRect: the right half goes");
    CHECK(SubtractRect(&result, &a, &(RECT){-5, -5, 3, 20}) && is(3, 0, 10, 10), "SubtractRect: the left side goes");
    CHECK(SubtractRect(&result, &a, &(RECT){0, 0, 10, 4}) && is(0, 4, 10, 10), "SubtractRect: the top goes");
    CHECK(SubtractRect(&result, &a, &(RECT){0, 4, 10, 10}) && is(0, 0, 10, 4), "SubtractRect: the bottom goes");
    CHECK(SubtractRect(&result, &a, &b) && is(0, 0, 10, 10),
          "SubtractRect: \"only when the rectangles intersect completely in either the x- or y-direction\"");
    CHECK(SubtractRect(&result, &a, &(RECT){3, 0, 6, 10}) && is(0, 0, 10, 10), "SubtractRect: a middle stays");
    CHECK(SubtractRect(&result, &a, &far_away) && is(0, 0, 10, 10),
          "SubtractRect: what does not meet it takes nothing");
    CHECK(!SubtractRect(&result, &a, &(RECT){-1, -1, 11, 11}) && IsRectEmpty(&result),
          "SubtractRect: FALSE where the rest is empty");
    result = a;
    CHECK(SubtractRect(&result, &result, &(RECT){5, 0, 20, 10}) && is(0, 0, 5, 10), "SubtractRect: in its own place");
}

int main(void)
{
    one();
    two();
    return check_done();
}
