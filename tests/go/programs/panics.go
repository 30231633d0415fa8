// SPDX-License-Identifier: MIT

// Panics, faults that become panics, and how a program ends: by the name in its first argument.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

func caught(what string, f func()) {
	defer func() {
		r := recover()
		_, isRuntime := r.(runtime.Error)
		fmt.Println(what, r, isRuntime)
	}()
	f()
}

var zero int
var nowhere *[1 << 20]int

func main() {
	switch os.Args[1] {
	case "recover":
		caught("text", func() { panic("a text") })
		caught("error", func() { panic(errors.New("an error")) })
		caught("nil pointer", func() { *(*int)(nil) = 1 })
		caught("far from nil", func() { fmt.Println(nowhere[1<<19]) })
		caught("division", func() { fmt.Println(1 / zero) })
		caught("index", func() { fmt.Println([]int{1, 2, 3}[3+zero]) })
		caught("map", func() { var m map[string]int; m["a"] = 1 })
		caught("type", func() { var v interface{} = 1; fmt.Println(v.(string)) })
		caught("closed", func() { c := make(chan int); close(c); close(c) })
		for i := 0; i < 1000; i++ {
			func() {
				defer func() { recover() }()
				*(*int)(nil) = 1
			}()
		}
		done := make(chan bool)
		go func() {
			defer func() { fmt.Println("in a goroutine", recover()); done <- true }()
			fmt.Println(1 / zero)
		}()
		<-done
		var deep func(int) int
		deep = func(n int) int {
			if n == 0 {
				return 0
			}
			return deep(n-1) + 1
		}
		fmt.Println("deep", deep(1000000))
	case "text":
		panic("a text")
	case "error":
		panic(fmt.Errorf("wrapped: %w", os.ErrNotExist))
	case "nil":
		*(*int)(nil) = 1
	case "goroutine":
		go func() { panic("there") }()
		select {}
	case "deadlock":
		<-make(chan int)
	case "overflow":
		var f func(int) int
		f = func(n int) int { return f(n+1) + 1 }
		fmt.Println(f(0))
	case "exit":
		defer fmt.Println("is not run")
		os.Exit(3)
	case "return":
		defer fmt.Println("is run")
	}
}
