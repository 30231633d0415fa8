// SPDX-License-Identifier: MIT

// Goroutines, channels, select, locks, and a goroutine that never yields: the runtime takes its processor away by
// suspending its thread.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func pipeline() int {
	source, squares := make(chan int), make(chan int, 16)
	go func() {
		for i := 1; i <= 1000; i++ {
			source <- i
		}
		close(source)
	}()
	var workers sync.WaitGroup
	for w := 0; w < 8; w++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for n := range source {
				squares <- n * n
			}
		}()
	}
	go func() { workers.Wait(); close(squares) }()
	sum := 0
	for n := range squares {
		sum += n
	}
	return sum
}

func locks() (int, int64) {
	var lock sync.Mutex
	var done sync.WaitGroup
	var atomically int64
	locked := 0
	for i := 0; i < 100; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			for j := 0; j < 1000; j++ {
				lock.Lock()
				locked++
				lock.Unlock()
				atomic.AddInt64(&atomically, 1)
			}
		}()
	}
	done.Wait()
	return locked, atomically
}

func ring(size, rounds int) int {
	first := make(chan int)
	in := first
	for i := 0; i < size; i++ {
		out := make(chan int)
		go func(in, out chan int) {
			for n := range in {
				out <- n + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	sum := 0
	for i := 0; i < rounds; i++ {
		first <- i
		sum += <-in
	}
	close(first)
	return sum
}

var sink uint64

func busy(stop *int32) {
	for n := uint64(0); ; n++ { // no call, no allocation
		if n&(1<<40) != 0 {
			sink = n
		}
		_ = stop
	}
}

func main() {
	fmt.Println("pipeline", pipeline())
	fmt.Println(locks())
	fmt.Println("ring", ring(500, 100))

	select {
	case <-make(chan int):
		fmt.Println("nobody sends here")
	default:
		fmt.Println("default")
	}

	// threads blocked in the system are replaced
	var locked sync.WaitGroup
	for i := 0; i < 20; i++ {
		locked.Add(1)
		go func() {
			runtime.LockOSThread()
			time.Sleep(time.Millisecond)
			locked.Done()
		}()
	}
	locked.Wait()

	runtime.GOMAXPROCS(1)
	go busy(new(int32))
	for i := 0; i < 5; i++ {
		time.Sleep(time.Millisecond)
	}
	garbage := 0
	for i := 0; i < 3; i++ {
		garbage += len(make([]byte, 1<<20))
		runtime.GC() // must stop the one that never yields
	}
	fmt.Println("preempted", garbage)
}
