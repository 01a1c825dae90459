// Answers questions about module paths, versions, go.mod files and Go source with the go command's own code: one JSON
// value a line in, one out. Texts may hold any bytes, so each byte travels as the character of the same number.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type request struct {
	Op    string
	In    []string
	Files map[string]string
	Edits [][]string
}

type answer map[string]any

var operations = map[string]func(request) answer{
	"version":    versionFacts,
	"path":       pathFacts,
	"globs":      globFacts,
	"pseudo":     pseudoVersion,
	"gomod":      readGoMod,
	"gowork":     readGoWork,
	"edit":       editGoMod,
	"quote":      quoteFacts,
	"constraint": evaluateLine,
	"package":    readPackage,
	"hash":       hashFiles,
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var req request
		if err := json.Unmarshal(in.Bytes(), &req); err != nil {
			panic(err)
		}
		for i := range req.In {
			req.In[i] = bytesOf(req.In[i])
		}
		files := map[string]string{}
		for name, data := range req.Files {
			files[bytesOf(name)] = bytesOf(data)
		}
		req.Files = files
		line, err := json.Marshal(operations[req.Op](req))
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(out, "%s\n", line)
	}
	if in.Err() != nil {
		panic(in.Err())
	}
}

func bytesOf(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b)
}

// text is the way back: a character for each byte.
func text(s string) string {
	r := make([]rune, len(s))
	for i := 0; i < len(s); i++ {
		r[i] = rune(s[i])
	}
	return string(r)
}

func texts(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = text(s)
	}
	return out
}

// or is the value as text, nil where there was an error.
func or(value string, err error) any {
	if err != nil {
		return nil
	}
	return text(value)
}
