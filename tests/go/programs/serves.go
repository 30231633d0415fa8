// SPDX-License-Identifier: MIT

// Serves HTTP, with and without TLS, to clients of its own, many at once; half-closes a connection; exchanges datagrams.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

func handle(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	fmt.Fprint(w, r.Method, " ", r.URL.Path, " ", len(body), " ", err)
}

func many(name string, server *httptest.Server) {
	var wait sync.WaitGroup
	var lock sync.Mutex
	good := 0
	for i := 0; i < 16; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			for k := 0; k < 10; k++ {
				answer, err := server.Client().Post(server.URL+fmt.Sprint("/", i), "text/plain", strings.NewReader(strings.Repeat("x", 5000*i)))
				if err != nil {
					fmt.Println(name, err)
					return
				}
				text, _ := io.ReadAll(answer.Body)
				answer.Body.Close()
				if string(text) == fmt.Sprint("POST /", i, " ", 5000*i, " <nil>") {
					lock.Lock()
					good++
					lock.Unlock()
				}
			}
		}(i)
	}
	wait.Wait()
	server.Close()
	fmt.Println(name, good)
}

func main() {
	log.SetOutput(io.Discard) // which side of a refused handshake fails first is nobody's promise
	many("http", httptest.NewServer(http.HandlerFunc(handle)))
	many("https", httptest.NewTLSServer(http.HandlerFunc(handle)))

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println("listen", err)
	go func() {
		c, _ := listener.Accept()
		all, err := io.ReadAll(c)
		fmt.Fprint(c, "read ", len(all), " ", err)
		c.Close()
	}()
	c, err := net.Dial("tcp", listener.Addr().String())
	fmt.Println("dial", err)
	c.Write(make([]byte, 3<<20))
	c.(*net.TCPConn).CloseWrite()
	text, err := io.ReadAll(c)
	fmt.Println(string(text), err)
	c.Close()
	listener.Close()
	_, err = net.DialTimeout("tcp", listener.Addr().String(), time.Minute)
	fmt.Println("refused:", err != nil && strings.Contains(err.Error(), "refused"))

	one, _ := net.ListenPacket("udp", "127.0.0.1:0")
	two, _ := net.ListenPacket("udp", "127.0.0.1:0")
	one.WriteTo([]byte("datagram"), two.LocalAddr())
	buffer := make([]byte, 100)
	n, from, err := two.ReadFrom(buffer)
	fmt.Println(string(buffer[:n]), from.String() == one.LocalAddr().String(), err)
	two.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, _, err = two.ReadFrom(buffer)
	fmt.Println("timeout:", err.(net.Error).Timeout())
}
