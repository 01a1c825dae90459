package main

import (
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

// file is a regular file that exists here only.
type file struct{ name, data string }

func (f file) Path() string                 { return f.name }
func (f file) Name() string                 { return f.name }
func (f file) Size() int64                  { return int64(len(f.data)) }
func (f file) Mode() fs.FileMode            { return 0o644 }
func (f file) ModTime() time.Time           { return time.Time{} }
func (f file) IsDir() bool                  { return false }
func (f file) Sys() any                     { return nil }
func (f file) Lstat() (os.FileInfo, error)  { return f, nil }
func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f.data)), nil }

// evaluateLine says whether the builds with these sets of tags satisfy a //go:build or // +build line.
func evaluateLine(req request) answer {
	expr, err := constraint.Parse(req.In[0])
	if err != nil {
		return answer{"holds": nil}
	}
	holds := []bool{}
	for _, tags := range req.In[1:] {
		has := map[string]bool{}
		for _, tag := range strings.Split(tags, ",") {
			has[tag] = true
		}
		holds = append(holds, expr.Eval(func(tag string) bool { return has[tag] }))
	}
	return answer{"holds": holds}
}

// toolTags are the tags that the go command adds for an architecture's lowest level; build.Default has the host's.
func toolTags(goarch string) []string {
	var tags []string
	for _, tag := range build.Default.ToolTags {
		if !strings.HasPrefix(tag, build.Default.GOARCH+".") {
			tags = append(tags, tag)
		}
	}
	switch goarch {
	case "amd64":
		tags = append(tags, "amd64.v1")
	case "arm64":
		tags = append(tags, "arm64.v8.0")
	}
	return tags
}

// readPackage reads the files as a package, as go/build does for one platform, and each Go file as go/parser does.
func readPackage(req request) answer {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = req.In[0], req.In[1], req.In[2] == "cgo"
	context.GOROOT, context.GOPATH, context.BuildTags = "/goroot", "/gopath", nil
	context.ToolTags = toolTags(context.GOARCH)
	context.IsDir = func(string) bool { return true }
	context.ReadDir = func(string) ([]fs.FileInfo, error) {
		var infos []fs.FileInfo
		for name, data := range req.Files {
			infos = append(infos, file{name, data})
		}
		sort.Slice(infos, func(i, j int) bool { return infos[i].Name() < infos[j].Name() })
		return infos, nil
	}
	context.OpenFile = func(path string) (io.ReadCloser, error) {
		return file{data: req.Files[path[strings.LastIndex(path, "/")+1:]]}.Open()
	}
	p, err := context.ImportDir("/gopath/src/ex.test/p", build.ImportComment)
	out := answer{
		"Name": text(p.Name), "ImportComment": text(p.ImportComment), "error": "", "noGo": false,
		"parsed": parsed(req.Files),
	}
	if _, none := err.(*build.NoGoError); none {
		out["noGo"] = true
	} else if err != nil {
		out["error"] = text(err.Error())
	}
	for key, list := range map[string][]string{
		"GoFiles": p.GoFiles, "CgoFiles": p.CgoFiles, "CFiles": p.CFiles, "CXXFiles": p.CXXFiles, "MFiles": p.MFiles,
		"HFiles": p.HFiles, "FFiles": p.FFiles, "SFiles": p.SFiles, "SwigFiles": p.SwigFiles,
		"SwigCXXFiles": p.SwigCXXFiles, "SysoFiles": p.SysoFiles, "TestGoFiles": p.TestGoFiles,
		"XTestGoFiles": p.XTestGoFiles, "IgnoredGoFiles": p.IgnoredGoFiles,
		"IgnoredOtherFiles": p.IgnoredOtherFiles, "InvalidGoFiles": p.InvalidGoFiles, "Imports": p.Imports,
		"TestImports": p.TestImports, "XTestImports": p.XTestImports, "EmbedPatterns": p.EmbedPatterns,
		"TestEmbedPatterns": p.TestEmbedPatterns, "XTestEmbedPatterns": p.XTestEmbedPatterns,
	} {
		out[key] = texts(list)
	}
	return out
}

// parsed is what go/parser reads of each file's imports: the place and length of each path, nil for a syntax error.
func parsed(files map[string]string) map[string]any {
	out := map[string]any{}
	for name, data := range files {
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, data, parser.ImportsOnly)
		if err != nil {
			out[text(name)] = nil
			continue
		}
		specs := [][]any{}
		for _, spec := range tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			at := set.Position(spec.Path.Pos())
			local := ""
			if spec.Name != nil {
				local = spec.Name.Name
			}
			specs = append(specs, []any{text(local), text(path), at.Offset, at.Line})
		}
		out[text(name)] = specs
	}
	return out
}
