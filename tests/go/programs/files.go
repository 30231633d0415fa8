// SPDX-License-Identifier: MIT

// Files and folders in the current one: written, read, listed, renamed, removed; long names; errors.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func must(err error) {
	if err != nil {
		fmt.Println("unexpected:", err)
		os.Exit(1)
	}
}

func main() {
	top := "tree of files"
	must(os.MkdirAll(filepath.Join(top, "a", "b"), 0o755))
	must(os.WriteFile(filepath.Join(top, "a", "one.txt"), []byte("one\ntwo\nthree\n"), 0o644))
	must(os.WriteFile(filepath.Join(top, "a", "b", "été 日本.txt"), []byte(strings.Repeat("x", 100000)), 0o644))
	text, err := os.ReadFile(filepath.Join(top, "a", "one.txt"))
	must(err)
	fmt.Printf("%q\n", text)

	file, err := os.OpenFile(filepath.Join(top, "a", "one.txt"), os.O_RDWR|os.O_APPEND, 0)
	must(err)
	_, err = file.WriteString("four\n")
	must(err)
	_, err = file.Seek(4, io.SeekStart)
	must(err)
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fmt.Println(lines.Text())
	}
	info, err := file.Stat()
	must(err)
	fmt.Println(info.Name(), info.Size(), info.Mode().IsRegular())
	must(file.Close())
	file, err = os.OpenFile(filepath.Join(top, "a", "one.txt"), os.O_RDWR, 0) // one to append to may not truncate everywhere
	must(err)
	must(file.Truncate(3))
	must(file.Sync())
	must(file.Close())
	fmt.Println("closed twice:", errors.Is(file.Close(), os.ErrClosed))

	must(os.Rename(filepath.Join(top, "a", "one.txt"), filepath.Join(top, "moved")))
	_, err = os.Stat(filepath.Join(top, "a", "one.txt"))
	fmt.Println("gone:", errors.Is(err, fs.ErrNotExist))
	_, err = os.OpenFile(filepath.Join(top, "moved"), os.O_CREATE|os.O_EXCL, 0o644)
	fmt.Println("there:", errors.Is(err, fs.ErrExist))
	must(filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		must(err)
		fmt.Println(filepath.ToSlash(path), entry.IsDir())
		return nil
	}))

	long := top
	for i := 0; i < 30; i++ {
		long = filepath.Join(long, strings.Repeat("n", 20))
	}
	must(os.MkdirAll(long, 0o755))
	must(os.WriteFile(filepath.Join(long, "deep"), []byte("deep"), 0o644))
	text, err = os.ReadFile(filepath.Join(long, "deep"))
	must(err)
	fmt.Println(string(text), len(long) > 600)

	fmt.Println("not empty:", os.Remove(top) != nil)
	must(os.RemoveAll(top))
	_, err = os.ReadDir(top)
	fmt.Println("removed:", errors.Is(err, fs.ErrNotExist))

	reader, writer, err := os.Pipe()
	must(err)
	go func() {
		for i := 0; i < 1000; i++ {
			fmt.Fprintln(writer, "line", i)
		}
		writer.Close()
	}()
	all, err := io.ReadAll(reader)
	must(err)
	fmt.Println("pipe", len(all))
}
