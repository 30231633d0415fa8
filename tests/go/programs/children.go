// SPDX-License-Identifier: MIT

// Programs that start programs: os/exec with this one as its own child.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

func child(arguments []string) {
	switch arguments[0] {
	case "echo":
		fmt.Println(strings.Join(arguments[1:], "|"))
		fmt.Fprintln(os.Stderr, "to stderr")
	case "cat":
		n, _ := io.Copy(os.Stdout, os.Stdin)
		fmt.Fprintln(os.Stderr, n)
	case "status":
		var status int
		fmt.Sscan(arguments[1], &status)
		os.Exit(status)
	case "where":
		here, _ := os.Getwd()
		fmt.Println(filepath.Base(here), os.Getenv("CHILD"))
	case "sleep":
		time.Sleep(time.Minute)
	case "panic":
		panic("in the child")
	}
}

func command(arguments ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return exec.Command(self, append([]string{"child"}, arguments...)...)
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		child(os.Args[2:])
		return
	}
	out, err := command("echo", "a b", `"quoted" \`, "", "d").CombinedOutput()
	fmt.Printf("%q %v\n", strings.ReplaceAll(string(out), "\r", ""), err)
	for _, status := range []int{0, 1, 77} {
		err = command("status", fmt.Sprint(status)).Run()
		var exit *exec.ExitError
		fmt.Println(status, errors.As(err, &exit), err)
	}

	cat := command("cat")
	cat.Stdin = strings.NewReader(strings.Repeat("0123456789", 50000))
	var stderr strings.Builder
	cat.Stderr = &stderr
	out, err = cat.Output()
	fmt.Println(len(out), strings.TrimSpace(stderr.String()), err)

	pipe := command("cat")
	in, _ := pipe.StdinPipe()
	from, _ := pipe.StdoutPipe()
	fmt.Println(pipe.Start())
	for i := 0; i < 3; i++ {
		fmt.Fprintf(in, "ping %d\n", i)
		answer := make([]byte, 7)
		io.ReadFull(from, answer)
		fmt.Printf("%q ", answer)
	}
	in.Close()
	fmt.Println(pipe.Wait())

	if err := os.Mkdir("a folder", 0o755); err != nil {
		panic(err)
	}
	where := command("where")
	where.Dir = "a folder"
	where.Env = append(os.Environ(), "CHILD=its own")
	out, err = where.Output()
	fmt.Println(strings.TrimSpace(string(out)), err)
	os.Remove("a folder")

	sleeper := command("sleep")
	fmt.Println(sleeper.Start(), sleeper.Process.Kill(), sleeper.Wait() != nil, sleeper.ProcessState.Success())
	out, err = command("panic").CombinedOutput()
	fmt.Println(strings.SplitN(strings.ReplaceAll(string(out), "\r", ""), "\n", 2)[0], err)
	_, err = exec.LookPath("there-is-no-such-program")
	fmt.Println(errors.Is(err, exec.ErrNotFound))

	var all sync.WaitGroup
	var lock sync.Mutex
	sum := 0
	for i := 0; i < 16; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			out, err := command("echo", strings.Repeat("x", i)).Output()
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				sum += len(strings.TrimSpace(string(out)))
			}
		}(i)
	}
	all.Wait()
	fmt.Println("at once", sum)
}
