// Says which proxy a request goes by, with the code that net/http asks: one JSON value a line in, one out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/url"
	"os"

	"golang.org/x/net/http/httpproxy"
)

type request struct {
	Environ map[string]string
	URL     string
}

type answer struct {
	None, Refused          bool
	Scheme, Host           string
	User, Password         string
	HasUser, HasPassword   bool
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var req request
		if err := json.Unmarshal(in.Bytes(), &req); err != nil {
			panic(err)
		}
		line, err := json.Marshal(ask(req))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s\n", line)
	}
}

func ask(req request) answer {
	os.Clearenv()
	for name, value := range req.Environ {
		os.Setenv(name, value)
	}
	to, err := url.Parse(req.URL)
	if err != nil {
		panic(err)
	}
	proxy, err := httpproxy.FromEnvironment().ProxyFunc()(to)
	if err != nil {
		return answer{Refused: true}
	}
	if proxy == nil {
		return answer{None: true}
	}
	password, has := proxy.User.Password()
	return answer{Scheme: proxy.Scheme, Host: proxy.Host, User: proxy.User.Username(), Password: password,
		HasUser: proxy.User != nil, HasPassword: has}
}
