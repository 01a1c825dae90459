// Command goproxy serves modules out of version control, as company proxies do. It answers below -prefix, to whom logs
// in as -login if that is given, over https with -cert and -key, and passes on the checksum database -sumdb ("NAME URL").
// The first line that it prints is its address. What the go command and git see is the environment.
package main

import (
	"crypto/subtle"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"

	"github.com/goproxy/goproxy"
)

func main() {
	prefix := flag.String("prefix", "", "the path that modules are below")
	login := flag.String("login", "", "user:password")
	cert := flag.String("cert", "", "a file with certificates")
	key := flag.String("key", "", "a file with the key")
	sumdb := flag.String("sumdb", "", "a checksum database: its name and URL")
	temp := flag.String("temp", "", "a folder for files that do not stay")
	flag.Parse()

	proxy := &goproxy.Goproxy{Fetcher: &goproxy.GoFetcher{TempDir: *temp}, TempDir: *temp}
	if *sumdb != "" {
		proxy.ProxiedSumDBs = []string{*sumdb}
	}
	handler := http.StripPrefix(*prefix, proxy)
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if *login != "" && subtle.ConstantTimeCompare([]byte(user+":"+password), []byte(*login)) == 0 {
			w.Header().Set("WWW-Authenticate", `Basic realm="modules"`)
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		if !strings.HasPrefix(r.URL.Path, *prefix+"/") {
			http.NotFound(w, r)
			return
		}
		handler.ServeHTTP(w, r)
	})

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	if *cert != "" {
		log.Fatal(http.ServeTLS(listener, server, *cert, *key))
	}
	log.Fatal(http.Serve(listener, server))
}
