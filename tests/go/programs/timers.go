// SPDX-License-Identifier: MIT

// Timers, tickers, deadlines and clocks: what comes in which order, and not before its time.
package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	order := make(chan int, 8)
	for _, n := range []int{5, 1, 4, 2, 3} {
		n := n
		time.AfterFunc(time.Duration(n)*40*time.Millisecond, func() { order <- n })
	}
	for i := 0; i < 5; i++ {
		fmt.Print(<-order, " ")
	}
	fmt.Println(time.Since(start) >= 200*time.Millisecond)

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
	wall, mono := time.Now().Round(0).Sub(from.Round(0)), time.Since(from)
	fmt.Println("clock", wall-mono < 50*time.Millisecond && mono-wall < 50*time.Millisecond)
	fmt.Println(time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC).AddDate(1, 0, 0).Format(time.RFC1123))
}
