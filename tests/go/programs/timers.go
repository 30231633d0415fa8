// SPDX-License-Identifier: MIT

// Timers, tickers, deadlines and clocks: what comes does not come before its time.
package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	var timers [5]*time.Timer
	for _, n := range []int{4, 0, 3, 1, 2} {
		timers[n] = time.NewTimer(time.Duration(n+1) * 20 * time.Millisecond)
	}
	for n, timer := range timers {
		fmt.Print((<-timer.C).Sub(start) >= time.Duration(n+1)*20*time.Millisecond, " ")
	}
	called := make(chan string)
	time.AfterFunc(time.Millisecond, func() { called <- "called" })
	fmt.Println(<-called)

	ticker := time.NewTicker(2 * time.Millisecond)
	first := <-ticker.C
	last := first
	for i := 0; i < 10; i++ {
		last = <-ticker.C
	}
	ticker.Stop()
	fmt.Println("ticks", last.Sub(first) >= 18*time.Millisecond)

	timer := time.NewTimer(time.Hour)
	fmt.Println("stop", timer.Stop(), timer.Stop())
	timer.Reset(time.Millisecond)
	<-timer.C
	fmt.Println("reset")

	limited, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	<-limited.Done()
	fmt.Println(limited.Err())

	before := time.Now()
	for i := 0; i < 50; i++ {
		time.Sleep(100 * time.Microsecond)
	}
	fmt.Println("sleeps", time.Since(before) >= 5*time.Millisecond)

	// the clock goes on while nothing waits, and never back
	from, previous := time.Now(), time.Now()
	for time.Since(from) < 20*time.Millisecond {
		now := time.Now()
		if now.Before(previous) {
			fmt.Println("back")
		}
		previous = now
	}
	wall, mono := previous.Round(0).Sub(from.Round(0)), previous.Sub(from)
	fmt.Println("clock", wall-mono < time.Second/2 && mono-wall < time.Second/2)
	fmt.Println(time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC).AddDate(1, 0, 0).Format(time.RFC1123))
}
